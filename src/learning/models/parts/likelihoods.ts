import type { LabelledRows } from '../model-family.js';

/** Which columns of a matrix are plain numbers and which hold codes of categories. */
export interface ColumnKinds {
  readonly numbers: readonly number[];
  readonly categories: readonly { readonly column: number; readonly levels: number }[];
}

export function columnKinds({ columns, values, blocks = [] }: LabelledRows['x']): ColumnKinds {
  const named = blocks.filter(({ kind }) => kind === 'category');
  const codes = new Set(named.map(({ start }) => start));
  return {
    numbers: [...columns.keys()].filter((column) => !codes.has(column)),
    categories: named.map(({ start, levels }) => ({
      column: start,
      levels: levels ?? highest(values, start, columns.length) + 1,
    })),
  };
}

function highest(values: Float32Array, column: number, width: number): number {
  let most = -1;
  for (let at = column; at < values.length; at += width) most = Math.max(most, values[at] || 0);
  return most;
}

/** How the numbers of a column are spread within a class; see the functions below. */
export type NumberLikelihood = 'gaussian' | 'multinomial' | 'complement' | 'bernoulli';

/** Per class and column, row-major `[classes, columns]`: weighted sums over the values that are there. */
export interface ClassSums {
  readonly weight: Float64Array;
  readonly sum: Float64Array;
}

/** Sums of `value(x)` by class over the number columns; a missing value adds nothing. */
export function classSums(
  { x, y, weights }: LabelledRows,
  { numbers, classes }: { readonly numbers: readonly number[]; readonly classes: number },
  value: (x: number, cell: number) => number,
): ClassSums {
  const count = numbers.length;
  const width = x.columns.length;
  const weight = new Float64Array(classes * count);
  const sum = new Float64Array(classes * count);
  for (let row = 0; row < x.rows; row++) {
    const share = weights?.[row] ?? 1;
    const from = (y[row] as number) * count;
    for (let at = 0; at < count; at++) {
      const given = x.values[row * width + (numbers[at] as number)] as number;
      if (Number.isNaN(given)) continue;
      const cell = from + at;
      weight[cell] = (weight[cell] as number) + share;
      sum[cell] = (sum[cell] as number) + share * value(given, cell);
    }
  }
  return { weight, sum };
}

/**
 * Means and variances of each class and column `[classes, columns]`. As in scikit-learn's GaussianNB each variance is enlarged
 * by `smoothing` times the largest variance of any column. A class that has no value of a column takes those of all classes.
 */
export function gaussian(
  rows: LabelledRows,
  shape: { readonly numbers: readonly number[]; readonly classes: number },
  smoothing: number,
): { readonly means: Float64Array; readonly variances: Float64Array } {
  const whole = moments({ ...rows, y: new Float64Array(rows.y.length) }, { ...shape, classes: 1 });
  const { means, variances } = moments(rows, shape);
  const count = shape.numbers.length;
  const largest = whole.variances.reduce((a, b) => Math.max(a, Number.isNaN(b) ? 0 : b), 0);
  const added = smoothing * (largest > 0 ? largest : 1);
  for (let cell = 0; cell < means.length; cell++) {
    const column = cell % count;
    if (Number.isNaN(means[cell])) {
      means[cell] = whole.means[column] || 0;
      variances[cell] = whole.variances[column] || 0;
    }
    variances[cell] = Math.max((variances[cell] as number) + added, smallestVariance);
  }
  return { means, variances };
}

/** Without smoothing, a constant column must still give numbers. */
const smallestVariance = 1e-200;

/** NaN where a class has no value. In two passes, so that a large mean does not drown a small variance. */
function moments(
  rows: LabelledRows,
  shape: { readonly numbers: readonly number[]; readonly classes: number },
): { means: Float64Array; variances: Float64Array } {
  const first = classSums(rows, shape, (x) => x);
  const means = first.sum.map((sum, cell) => sum / (first.weight[cell] as number));
  const squares = classSums(rows, shape, (x, cell) => (x - (means[cell] as number)) ** 2).sum;
  return { means, variances: squares.map((sum, cell) => sum / (first.weight[cell] as number)) };
}

/**
 * Logarithms to multiply counts with, `[classes, columns]`: of the share of each column in a class, smoothed by `alpha`
 * (MultinomialNB), or minus that of its share in all other classes (ComplementNB; Rennie et al. 2003).
 */
export function countLogs(
  sums: Float64Array,
  { classes, alpha }: { readonly classes: number; readonly alpha: number },
  complement: boolean,
): Float64Array {
  const count = sums.length / classes;
  const all = new Float64Array(count);
  for (let cell = 0; cell < sums.length; cell++) {
    all[cell % count] = (all[cell % count] as number) + (sums[cell] as number);
  }
  const logs = sums.map((sum, cell) =>
    complement ? (all[cell % count] as number) + alpha - sum : sum + alpha,
  );
  for (let k = 0; k < classes; k++) {
    const ofClass = logs.subarray(k * count, (k + 1) * count);
    const total = ofClass.reduce((a, b) => a + b, 0);
    for (let at = 0; at < count; at++) {
      const log = Math.log((ofClass[at] as number) / total);
      ofClass[at] = complement ? -log : log;
    }
  }
  return logs;
}

/** Logarithms of the share of each code in a class `[levels, classes]`, smoothed by `alpha`: scikit-learn's CategoricalNB. */
export function categoryLogs(
  { x, y, weights }: LabelledRows,
  { column, levels }: { readonly column: number; readonly levels: number },
  { classes, alpha }: { readonly classes: number; readonly alpha: number },
): Float64Array {
  const width = x.columns.length;
  const logs = new Float64Array(levels * classes).fill(alpha);
  const totals = new Float64Array(classes).fill(alpha * levels);
  for (let row = 0; row < x.rows; row++) {
    const code = x.values[row * width + column] as number;
    if (!(code >= 0 && code < levels)) continue;
    const k = y[row] as number;
    const share = weights?.[row] ?? 1;
    logs[code * classes + k] = (logs[code * classes + k] as number) + share;
    totals[k] = (totals[k] as number) + share;
  }
  return logs.map((count, at) => Math.log(count / (totals[at % classes] as number)));
}
