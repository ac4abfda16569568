import type { StageEvent } from '../contracts/events.js';

type Progress = Extract<StageEvent, { readonly type: 'progress' }>;

/** What is told of something that goes from nought to a total. */
export type Told = Omit<Progress, 'type'>;

/** Something that goes from nought to a total, and how fast. */
export interface Advance extends Told {
  /** When it was first heard of, in milliseconds. */
  readonly since: number;
  /** When the newest `done` came. */
  readonly at: number;
  /** What the speeds are measured up to. */
  readonly measured: { readonly done: number; readonly rows?: number; readonly at: number };
  /** Units per second; absent before there are two moments to compare. */
  readonly speed?: number;
  /** Rows per second where rows are counted beside the unit. */
  readonly rowSpeed?: number;
}

/** How far it is after news that came at `now` milliseconds; what is another thing starts anew. */
export function advanced(before: Advance | undefined, told: Told, now: number): Advance {
  const here = {
    ...{ done: told.done, at: now },
    ...(told.rows !== undefined && { rows: told.rows.done }),
  };
  if (before === undefined || !isSame(before, told)) {
    return { ...told, since: now, at: now, measured: here };
  }
  const { since, measured, speed, rowSpeed } = before;
  const seconds = (now - measured.at) / 1000;
  const speeds = {
    ...(speed !== undefined && { speed }),
    ...(rowSpeed !== undefined && { rowSpeed }),
  };
  if (seconds < shortest) return { ...told, ...speeds, since, at: now, measured };
  const weight = weightOf(seconds, (now - since) / 1000);
  const mixed = (old: number | undefined, gain: number): number =>
    (old ?? 0) * (1 - weight) + (Math.max(0, gain) / seconds) * weight;
  return {
    ...told,
    since,
    at: now,
    measured: here,
    speed: mixed(speed, here.done - measured.done),
    ...(here.rows !== undefined &&
      measured.rows !== undefined && { rowSpeed: mixed(rowSpeed, here.rows - measured.rows) }),
  };
}

/** Seconds from which on two moments can be compared. */
const shortest = 0.2;

/** Seconds that a speed looks back on, most of all on the last of them. */
const memory = 5;

/** The plain mean at first, so that one lucky moment decides nothing; then what is new counts more than what is old. */
function weightOf(seconds: number, elapsed: number): number {
  return Math.max(seconds / elapsed, 1 - Math.exp(-seconds / memory));
}

/** Parts of a whole follow each other under names of their own. */
function isSame(before: Advance, { unit, label, done }: Told): boolean {
  if (before.unit !== unit || done < before.done) return false;
  return before.label === label || before.part !== undefined;
}

/** Units per second, or undefined when nobody can know yet. */
export function rateOf({ speed }: Advance): number | undefined {
  return speed === undefined || speed <= 0 ? undefined : speed;
}

/** Seconds until the end at the present rate, or undefined when nobody can know. */
export function secondsLeft(advance: Advance, now: number): number | undefined {
  const rate = rateOf(advance);
  const total = advance.unit === 'percent' ? 100 : advance.total;
  if (rate === undefined || total === undefined) return undefined;
  if (advance.at - advance.since < soonest || advance.done >= total) return undefined;
  const left = (total - advance.done) / rate - (now - advance.at) / 1000;
  // What takes longer than it should is better not foretold.
  return left <= 0 ? undefined : left;
}

/** Milliseconds before which a forecast is a guess. */
const soonest = 1000;
