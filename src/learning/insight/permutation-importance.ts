import { type Batch, type Vector, valuesAt } from '../../contracts/batch.js';
import { permutation, randomFor } from '../../contracts/seeded-random.js';
import type { Metric, MetricOptions, Scorer, Truth } from '../metrics/metric.js';
import type { ExplainedModel } from './explained-model.js';

/** How much worse a metric gets when columns tell nothing any more. */
export interface Importance {
  /** One column, or several that were shuffled together. */
  readonly columns: readonly string[];
  /** By how much the metric gets worse; below 0 it gets better. */
  readonly value: number;
  /** 95 % interval, over the rows and the shuffles. */
  readonly low: number;
  readonly high: number;
}

export interface ImportanceRequest {
  readonly batch: Batch;
  readonly truth: Truth;
  readonly metric: Metric;
  readonly deciding: MetricOptions;
  /** Columns that are shuffled together: each is one result. */
  readonly groups: readonly (readonly string[])[];
  readonly repeats: number;
  readonly seed: number;
  /** Asked between shuffles: lets others run, and throws when it is to stop. */
  readonly breathe?: () => Promise<void>;
}

/** Draws of rows behind each interval. */
const resamples = 60;

/**
 * Permutation importance (Breiman 2001; Fisher, Rudin & Dominici 2019): the metric on rows whose columns were shuffled, against that on
 * the rows as they are. The interval is ± 1.96 standard errors: those of the rows by a bootstrap in which both metrics see
 * the same draws, and those of the shuffles by how they differ. In the order of `groups`; undefined when the metric has no value for these rows.
 */
export async function permutationImportance(
  { predict }: Pick<ExplainedModel, 'predict'>,
  request: ImportanceRequest,
): Promise<readonly Importance[] | undefined> {
  const { batch, truth, metric, deciding, groups, repeats, seed, breathe } = request;
  const scorerOf = (rows: Batch): Scorer => metric.scorer(truth, predict(rows), deciding);
  const plain = scorerOf(batch);
  if (plain().value === null) return undefined;
  const draws = Array.from({ length: resamples }, (_, at) => drawn(batch.rows, seed, at));
  const sign = metric.direction === 'higher' ? 1 : -1;
  const before = [undefined, ...draws].map((weights) => plain(weights).value);

  const found: Importance[] = [];
  for (const columns of groups) {
    const drops: number[][] = [];
    for (let repeat = 0; repeat < repeats; repeat++) {
      await breathe?.();
      const order = permutation(
        batch.rows,
        randomFor(seed, `insight/importance/${columns.join('+')}/${repeat}`),
      );
      const scorer = scorerOf(shuffled(batch, columns, order));
      drops.push(
        [undefined, ...draws].map((weights, at) => {
          const after = scorer(weights).value;
          const known = before[at] ?? null;
          return after === null || known === null ? NaN : sign * (known - after);
        }),
      );
    }
    found.push(summary(columns, drops));
  }
  return found;
}

/** A batch in which some columns are in another order than the rest. */
function shuffled(batch: Batch, columns: readonly string[], order: Uint32Array): Batch {
  const changed = new Map<string, Vector>(batch.columns);
  for (const name of columns) {
    const vector = batch.columns.get(name);
    if (vector !== undefined) changed.set(name, valuesAt(vector, order));
  }
  return { rows: batch.rows, columns: changed };
}

/** How often each row is drawn, with replacement. */
function drawn(rows: number, seed: number, resample: number): Float64Array {
  const random = randomFor(seed, `insight/importance/draw/${resample}`);
  const weights = new Float64Array(rows);
  for (let draw = 0; draw < rows; draw++) {
    const row = Math.floor(random() * rows);
    weights[row] = (weights[row] as number) + 1;
  }
  return weights;
}

/** `drops` has for each shuffle the drop on the rows as they are, then that on each draw. */
function summary(columns: readonly string[], drops: readonly (readonly number[])[]): Importance {
  const ofShuffles = drops.map(([first = NaN]) => first);
  const value = mean(ofShuffles);
  const byDraw = Array.from({ length: resamples }, (_, at) =>
    mean(drops.map((each) => each[at + 1] ?? NaN)),
  ).filter(Number.isFinite);
  const error = Math.sqrt(
    variance(byDraw) + (ofShuffles.length > 1 ? variance(ofShuffles) / ofShuffles.length : 0),
  );
  return { columns, value, low: value - 1.96 * error, high: value + 1.96 * error };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sample variance (divisor n − 1). */
function variance(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
