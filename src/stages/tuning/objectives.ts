import type { Metric } from '../../learning/metrics/metric.js';
import { metricOf } from '../judging/own-metric.js';

/** One thing a trial is judged by. */
export interface Objective {
  /** As it is called in `choose` and in tables: `roc_auc`, `seconds`, `latency`, `bytes`. */
  readonly name: string;
  readonly kind: 'metric' | 'seconds' | 'latency' | 'bytes';
  /** Of a latency: which percentile, from 0 to 1. */
  readonly share?: number;
  readonly direction: 'higher' | 'lower';
  /** What stands at the head of its column: `latency p50 (ms)`. */
  readonly title: string;
}

/** An objective as written: `{ metric: roc_auc }`, `{ latency: p50 }`. */
export type WrittenObjective = Readonly<
  Partial<Record<'metric' | 'seconds' | 'latency' | 'bytes', string>>
>;

/** How one of several objectives' trials is chosen. */
export interface Choice {
  readonly best: string;
  readonly within?: number | string;
  readonly then?: string;
}

/** The objectives of a search; without any, the metric that decides between candidates. Throws `data/user-module`. */
export async function objectivesOf(
  written: readonly WrittenObjective[] | null,
  decisive: Metric,
  projectDir: string,
): Promise<readonly Objective[]> {
  if (written === null) return [byMetric(decisive)];
  const each = async (one: WrittenObjective): Promise<Objective> =>
    one.metric === undefined ? notOfMetric(one) : byMetric(await metricOf(one.metric, projectDir));
  return Promise.all(written.map(each));
}

/** A metric as the thing that a trial is judged by. */
export function byMetric({ name, direction }: Metric): Objective {
  return { name, kind: 'metric', direction, title: name };
}

function notOfMetric({ seconds, bytes, latency = 'p50' }: WrittenObjective): Objective {
  if (seconds !== undefined)
    return { name: 'seconds', kind: 'seconds', direction: 'lower', title: 'training (s)' };
  if (bytes !== undefined)
    return { name: 'bytes', kind: 'bytes', direction: 'lower', title: 'size (kB)' };
  const share = Number(latency.slice(1)) / 100;
  const title = `latency ${latency} (ms)`;
  return { name: 'latency', kind: 'latency', share, direction: 'lower', title };
}

/** A trial with what it reached in each objective, in their order. */
export interface Reached {
  readonly number: number;
  readonly values: readonly number[];
}

/** Those that no other beats in one objective without being worse in another, in their order (of equals all). */
export function paretoFront<Each extends Reached>(
  trials: readonly Each[],
  objectives: readonly Objective[],
): readonly Each[] {
  return trials.filter(
    (one) => !trials.some((other) => dominates(other.values, one.values, objectives)),
  );
}

function dominates(
  one: readonly number[],
  other: readonly number[],
  objectives: readonly Objective[],
): boolean {
  let better = false;
  for (const [at, { direction }] of objectives.entries()) {
    const gain = gainOf(direction, one[at], other[at]);
    if (gain < 0) return false;
    better ||= gain > 0;
  }
  return better;
}

/** How much better one value is than another; negative: worse. */
export function gainOf(
  direction: 'higher' | 'lower',
  one: number | undefined,
  than: number | undefined,
): number {
  const [a, b] = [one ?? Number.NaN, than ?? Number.NaN];
  return direction === 'higher' ? a - b : b - a;
}

/**
 * The trial that goes on: the best by one objective or, of those that lose no more of it than `within`, the best by `then`.
 * The first of equals; undefined without trials.
 */
export function chosenOf<Each extends Reached>(
  trials: readonly Each[],
  objectives: readonly Objective[],
  choice: Choice | null,
): Each | undefined {
  const first = placeOf(objectives, choice?.best);
  if (choice?.then === undefined) return bestBy(trials, objectives, first);
  const close = closeToBest(trials, objectives, choice);
  const then = placeOf(objectives, choice.then);
  const second = bestBy(close, objectives, then);
  if (second === undefined) return undefined;
  const equal = close.filter(({ values }) => values[then] === second.values[then]);
  return bestBy(equal, objectives, first);
}

/** Those that lose no more of what comes first than may be lost of it. */
export function closeToBest<Each extends Reached>(
  trials: readonly Each[],
  objectives: readonly Objective[],
  { best, within }: Choice,
): readonly Each[] {
  const place = placeOf(objectives, best);
  const record = bestBy(trials, objectives, place)?.values[place] ?? Number.NaN;
  const loss = lossAllowed(within ?? 0, record);
  // 0.9 − 0.85 is a little more than 0.05.
  const rounding = 1e-12 * Math.abs(record);
  const { direction } = objectives[place] as Objective;
  return trials.filter(({ values }) => gainOf(direction, record, values[place]) <= loss + rounding);
}

/** Where an objective stands among them; the first when it is not named. */
export function placeOf(objectives: readonly Objective[], name: string | undefined): number {
  return Math.max(
    0,
    objectives.findIndex((each) => each.name === name),
  );
}

/** The best by the objective at a place, the first of equals; undefined without trials. */
export function bestBy<Each extends Reached>(
  trials: readonly Each[],
  objectives: readonly Objective[],
  place: number,
): Each | undefined {
  const { direction } = objectives[place] as Objective;
  let best: Each | undefined;
  for (const trial of trials) {
    if (best === undefined || gainOf(direction, trial.values[place], best.values[place]) > 0)
      best = trial;
  }
  return best;
}

function lossAllowed(within: number | string, record: number): number {
  if (typeof within === 'number') return within;
  return (Number.parseFloat(within) / 100) * Math.abs(record);
}
