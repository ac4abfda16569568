import type { Matrix } from '../../../contracts/matrix.js';
import { ColumnSample } from './column-sample.js';
import { sortFloats } from './sort-floats.js';

/**
 * How one matrix column is cut into at most 255 bins. Bin 0 holds what is missing.
 * `number`: bin b ≥ 1 holds the values in (cuts[b − 2], cuts[b − 1]], the last bin all above. `category`: `binOf` says
 * the bin of each code, 0 for a code that no training row has; the rarest share the last bin when there are too many, or those of few rows.
 */
export type FeatureBins = {
  /** Bin 0 counts. */
  readonly bins: number;
  /** Whether any of the rows looked at is missing. */
  readonly hasMissing: boolean;
} & (
  | { readonly kind: 'number'; readonly cuts: Float32Array }
  | { readonly kind: 'category'; readonly binOf: Uint8Array }
);

/** Bins of a feature, that of missing values included: what fits in a byte, and as many as LightGBM's default. */
const mostBins = 255;

/** How finely columns are cut. */
export interface BinLimits {
  /** Most bins, that of missing values included. */
  readonly bins: number;
  /** Rows that a bin of a number needs, weighted, of those that are looked at; the last one may have fewer. */
  readonly leastRows: number;
  /** Categories of fewer rows share a bin. */
  readonly categoryRows?: number;
}

/** Decides the bins of each column, by quantiles of its values: heavy values get bins of their own. */
export function planBins(matrix: Matrix, limits: Partial<BinLimits> = {}): readonly FeatureBins[] {
  const plan = binPlanner(matrix, { bins: mostBins, leastRows: 1, ...limits });
  return matrix.columns.map((_, column) => plan(column));
}

/** The same column by column, for callers that let others work in between. */
export function binPlanner(
  matrix: Matrix,
  limits: BinLimits,
  weights?: Float64Array,
): (column: number) => FeatureBins {
  const levels = levelsOf(matrix);
  const sample = new ColumnSample(matrix);
  return (column) => {
    const codes = levels.get(column);
    if (codes !== undefined) return categoryBins(matrix, { column, levels: codes, ...limits });
    const present = sample.present(column);
    sortFloats(present);
    const weigh = weights && ((values: Float32Array) => sample.weigh(column, values, weights));
    const cuts = cutsOf(present, limits, weigh);
    const count = present.length === 0 ? 1 : cuts.length + 2;
    return { kind: 'number', bins: count, hasMissing: present.length < sample.rows, cuts };
  };
}

/** Whether a column can tell rows apart at all. */
export function isUseful({ bins, hasMissing }: FeatureBins): boolean {
  return bins > 2 || (bins === 2 && hasMissing);
}

/** The bin of one value. */
export function binOf(feature: FeatureBins, value: number): number {
  if (Number.isNaN(value)) return 0;
  if (feature.kind === 'category') return feature.binOf[value] ?? 0;
  return numberBin(feature.cuts, value);
}

/** For a value that is not missing: one more than the number of cuts below it. */
export function numberBin(cuts: Float32Array, value: number): number {
  let low = 0;
  let high = cuts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > (cuts[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low + 1;
}

/** Number of codes of each column that holds categories. */
function levelsOf({ blocks = [], columns, values }: Matrix): ReadonlyMap<number, number> {
  const levels = new Map<number, number>();
  for (const { kind, start, levels: known } of blocks) {
    if (kind !== 'category') continue;
    levels.set(start, known ?? highestCode(values, start, columns.length) + 1);
  }
  return levels;
}

function highestCode(values: Float32Array, column: number, width: number): number {
  let highest = -1;
  for (let at = column; at < values.length; at += width) {
    const code = values[at] as number;
    if (code > highest) highest = code;
  }
  return highest;
}

/** Between the bins; `weigh` says what the rows of each distinct value weigh, where they do not all weigh the same. */
function cutsOf(
  sorted: Float32Array,
  { bins, leastRows }: BinLimits,
  weigh: ((values: Float32Array) => Float64Array) | undefined,
): Float32Array {
  if (sorted.length === 0) return new Float32Array(0);
  const { values, counts } = runs(sorted);
  const filled = Math.max(1, Math.floor(sorted.length / leastRows));
  const upper =
    values.length <= bins - 1
      ? lastOfEnough(weigh?.(values) ?? counts, leastRows)
      : lastOfEachBin(counts, sorted.length, Math.min(bins - 1, filled));
  return Float32Array.from(upper, (at) => between(values[at] as number, values[at + 1] as number));
}

/** The distinct values and how often each is there. */
function runs(sorted: Float32Array): { values: Float32Array; counts: Uint32Array } {
  const values = new Float32Array(sorted.length);
  const counts = new Uint32Array(sorted.length);
  let last = -1;
  for (let at = 0; at < sorted.length; at++) {
    const value = sorted[at] as number;
    if (last < 0 || value !== values[last]) values[++last] = value;
    counts[last] = (counts[last] as number) + 1;
  }
  return { values: values.subarray(0, last + 1), counts: counts.subarray(0, last + 1) };
}

/** Index of the last value of each bin but the last, where a bin is full as soon as it has enough rows. */
function lastOfEnough(rows: ArrayLike<number>, leastRows: number): readonly number[] {
  const last: number[] = [];
  let filled = 0;
  for (let at = 0; at < rows.length - 1; at++) {
    filled += rows[at] as number;
    if (filled < leastRows) continue;
    last.push(at);
    filled = 0;
  }
  return last;
}

/**
 * Index of the last value of each bin but the last: values with at least a bin's share stand alone, the others fill
 * bins equally. The greedy rule of LightGBM's `GreedyFindBin` (src/io/bin.cpp).
 */
function lastOfEachBin(counts: Uint32Array, total: number, bins: number): readonly number[] {
  // A whole number reaches a share where it reaches the next whole number.
  const heavy = Math.ceil(total / bins);
  let { count: restCount, bins: restBins } = withoutHeavy(counts, { total, bins, heavy });
  let share = restCount / Math.max(1, restBins);
  const last: number[] = [];
  let filled = 0;
  let count = counts[0] as number;
  for (let at = 0; at < counts.length - 1 && last.length < bins - 1; at++) {
    const next = counts[at + 1] as number;
    const isHeavy = count >= heavy;
    if (!isHeavy) restCount -= count;
    filled += count;
    count = next;
    const makesRoom = next >= heavy && filled >= Math.max(1, share / 2);
    if (!isHeavy && filled < share && !makesRoom) continue;
    last.push(at);
    filled = 0;
    if (isHeavy) continue;
    restBins--;
    share = restCount / Math.max(1, restBins);
  }
  return last;
}

/** Rows and bins that are left for values that do not stand alone. */
function withoutHeavy(
  counts: Uint32Array,
  { total, bins, heavy }: { readonly total: number; readonly bins: number; readonly heavy: number },
): { readonly count: number; readonly bins: number } {
  let restCount = total;
  let restBins = bins;
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at] as number;
    if (count < heavy) continue;
    restCount -= count;
    restBins--;
  }
  return { count: restCount, bins: restBins };
}

/** A float32 that is at least `low` and below `high`: the middle where it can be had. Never −0. */
function between(low: number, high: number): number {
  const middle = Math.fround(low / 2 + high / 2);
  return (middle >= low && middle < high ? middle : low) + 0;
}

function categoryBins(
  { values, columns, rows }: Matrix,
  {
    column,
    levels,
    bins,
    categoryRows = 1,
  }: BinLimits & { readonly column: number; readonly levels: number },
): FeatureBins {
  const counts = new Uint32Array(levels);
  let present = 0;
  for (let row = 0; row < rows; row++) {
    const code = values[row * columns.length + column] as number;
    if (!(code >= 0 && code < levels)) continue;
    counts[code] = (counts[code] as number) + 1;
    present++;
  }
  const seen = [...counts.keys()].filter((code) => (counts[code] as number) > 0);
  const rare = seen.filter((code) => (counts[code] as number) < categoryRows);
  // One that is rare has nothing to share with.
  const common =
    rare.length < 2 ? seen : seen.filter((code) => (counts[code] as number) >= categoryRows);
  const wanted = common.length + (common === seen ? 0 : 1);
  const used = Math.min(wanted, bins - 1);
  if (wanted > used) {
    common.sort((a, b) => (counts[b] as number) - (counts[a] as number) || a - b);
  }
  const bin = new Uint8Array(levels);
  for (const code of rare) bin[code] = used;
  for (const [at, code] of common.entries()) bin[code] = Math.min(at + 1, used);
  return { kind: 'category', bins: used + 1, hasMissing: present < rows, binOf: bin };
}
