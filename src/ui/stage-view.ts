import type { StageEvent } from '../contracts/events.js';
import type { Fact } from '../pipeline/events.js';

type EventOf<Type extends StageEvent['type']> = Extract<StageEvent, { readonly type: Type }>;

/** Something that goes from nought to a total, with the moment it was first heard of. */
export interface Advance {
  readonly done: number;
  readonly total?: number;
  readonly unit: EventOf<'progress'>['unit'];
  readonly label?: string;
  /** The first `done`, and when: what a rate is measured from. */
  readonly from: number;
  readonly since: number;
  /** When the newest `done` came. */
  readonly at: number;
}

/** A stage as it stands. */
export interface StageView {
  readonly stage: string;
  readonly state: 'pending' | 'fresh' | 'waiting' | 'running' | 'done' | 'failed';
  readonly reason?: string;
  readonly target?: string;
  /** The process waited for. */
  readonly pid?: number;
  /** Milliseconds on the reporter's clock. */
  readonly startedAt?: number;
  readonly seconds?: number;
  readonly facts?: readonly Fact[];
  readonly advance?: Advance;
  readonly backend?: string;
  readonly epoch?: EventOf<'epoch'>;
  /** Validation loss of the present candidate's epochs, or the training loss where there is no validation. */
  readonly losses?: readonly number[];
  readonly trial?: EventOf<'trial'>;
  readonly note?: string;
}

/** The stage after something it told at `now` milliseconds. */
export function stageWith(stage: StageView, event: StageEvent, now: number): StageView {
  if (!changesView(event)) return stage;
  switch (event.type) {
    case 'progress':
      return { ...stage, advance: advanced(stage.advance, event, now) };
    case 'epoch':
      return withEpoch(stage, event, now);
    case 'trial':
      return withTrial(stage, event, now);
    case 'backend':
      return { ...stage, backend: event.backend };
    case 'fact':
      return {
        ...stage,
        facts: [...(stage.facts ?? []).filter((fact) => fact.name !== event.name), event],
      };
    case 'note':
      return { ...stage, note: event.text };
  }
}

type Passing = EventOf<'columns' | 'quality' | 'diff' | 'warning'>;

/** The others pass by: what they say is shown once, above the live view. */
function changesView(event: StageEvent): event is Exclude<StageEvent, Passing> {
  return !['columns', 'quality', 'diff', 'warning'].includes(event.type);
}

function withEpoch(stage: StageView, event: EventOf<'epoch'>, now: number): StageView {
  const again = stage.epoch?.candidate === event.candidate && event.epoch > stage.epoch.epoch;
  const losses = [...(again ? (stage.losses ?? []) : []), event.validationLoss ?? event.loss];
  if (stage.trial !== undefined) return { ...stage, epoch: event, losses };
  const progress = {
    done: event.epoch,
    total: event.epochs,
    unit: 'epochs',
    label: event.candidate,
  } as const;
  return { ...stage, epoch: event, losses, advance: advanced(stage.advance, progress, now) };
}

function withTrial(stage: StageView, event: EventOf<'trial'>, now: number): StageView {
  const total = event.trials === undefined ? {} : { total: event.trials };
  const advance = advanced(stage.advance, { done: event.number, ...total, unit: 'trials' }, now);
  return { ...stage, trial: event, advance };
}

type Told = Pick<EventOf<'progress'>, 'done' | 'total' | 'unit' | 'label'>;

function advanced(before: Advance | undefined, told: Told, now: number): Advance {
  const { done, total, unit, label } = told;
  const same = before?.unit === unit && before.label === label && done >= before.done;
  return {
    done,
    unit,
    ...(total === undefined ? {} : { total }),
    ...(label === undefined ? {} : { label }),
    from: same ? before.from : done,
    since: same ? before.since : now,
    at: now,
  };
}

/** Units per second since the first news, or undefined before there are two moments to compare. */
export function rateOf({ done, from, since, at }: Advance): number | undefined {
  const seconds = (at - since) / 1000;
  return seconds < 0.2 || done <= from ? undefined : (done - from) / seconds;
}

/** Seconds until the end at the present rate, or undefined when nobody can know. */
export function secondsLeft(advance: Advance, now: number): number | undefined {
  const rate = rateOf(advance);
  if (rate === undefined || advance.total === undefined) return undefined;
  return Math.max(0, (advance.total - advance.done) / rate - (now - advance.at) / 1000);
}
