import type { ColumnStats } from '../../contracts/batch.js';
import type { Fences, Fill, NumberColumn, NumericSummary } from './steps/step.js';
import type { TrainingColumn } from './training-rows.js';

/** A numeric training column as it is: only what is known, infinite values left out of `sorted`. */
export function knownNumbers(column: TrainingColumn): NumberColumn {
  const sorted = once(async () => {
    const known = new Float64Array(column.rows);
    let count = 0;
    for await (const { vector } of column.read()) {
      if (vector.kind !== 'number') throw new Error('a numeric column was read as text');
      for (const value of vector.values) if (Number.isFinite(value)) known[count++] = value;
    }
    return known.subarray(0, count).sort();
  });
  const isEmpty = column.missing === column.rows;
  const nothing = { mean: 0, sd: 0, min: 0, max: 0 };
  return { summary: () => (isEmpty ? Promise.resolve(nothing) : column.numeric()), sorted };
}

/** The column once its missing values are filled. Its summary is exact, without a look at the rows. */
export function filledNumbers(known: NumberColumn, stats: ColumnStats, fill: Fill): NumberColumn {
  if (typeof fill !== 'number' || stats.missing === 0) return known;
  const sorted = once(async () => {
    const values = await known.sorted();
    const all = new Float64Array(stats.rows).fill(fill);
    all.set(values);
    return all.sort();
  });
  return { summary: async () => filledSummary(await known.summary(), stats, fill), sorted };
}

/** The column once its outliers are clipped. */
export function clippedNumbers(column: NumberColumn, { low, high }: Fences): NumberColumn {
  return mappedNumbers(column, (values) => {
    for (let at = 0; at < values.length; at++) {
      values[at] = Math.min(high, Math.max(low, values[at] as number));
    }
  });
}

/** The column after a change of its values that keeps their order. */
export function mappedNumbers(
  column: NumberColumn,
  change: (values: Float64Array, count: number) => void,
): NumberColumn {
  const sorted = once(async () => {
    const values = Float64Array.from(await column.sorted());
    change(values, values.length);
    return values;
  });
  return { summary: async () => summaryOf(await sorted()), sorted };
}

/** Mean, population standard deviation and bounds, in two passes. */
export function summaryOf(values: Float64Array): NumericSummary {
  const count = values.length;
  if (count === 0) return { mean: NaN, sd: NaN, min: NaN, max: NaN };
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / count;
  let squares = 0;
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) {
    squares += (value - mean) ** 2;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { mean, sd: Math.sqrt(squares / count), min, max };
}

function filledSummary(
  { mean, sd, min, max }: NumericSummary,
  stats: ColumnStats,
  value: number,
): NumericSummary {
  const known = stats.rows - stats.missing;
  if (known === 0) return { mean: value, sd: 0, min: value, max: value };
  const share = stats.missing / stats.rows;
  const variance = (known / stats.rows) * (sd ** 2 + share * (value - mean) ** 2);
  return {
    mean: mean + share * (value - mean),
    sd: Math.sqrt(variance),
    min: Math.min(min, value),
    max: Math.max(max, value),
  };
}

function once<Result>(compute: () => Promise<Result>): () => Promise<Result> {
  let known: Promise<Result> | undefined;
  return () => {
    known ??= compute();
    return known;
  };
}
