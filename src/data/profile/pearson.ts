import { doublesOf } from '../tables/doubles-of.js';
import type { KnownColumn, ProfiledTable } from './profiled-table.js';
import { asDouble } from './profiled-table.js';

/** Pearson's correlation of columns by their names; NaN where a column does not vary. */
export type Correlations = (a: string, b: string) => number;

/**
 * Pearson's correlation of every two columns of numbers, over the rows in which both have a value, in one pass over
 * all rows. Numbers are shifted by the mean of the first few, so that large ones lose no digits.
 */
export async function pearsonOf(
  { database, relation }: ProfiledTable,
  columns: readonly KnownColumn[],
  where = '',
): Promise<Correlations> {
  const sums = new PairSums(columns.map(({ missing }) => missing > 0));
  if (columns.length > 1) {
    const selected = columns.map((column) => `coalesce(${asDouble(column)}, 'nan'::DOUBLE)`);
    const block = columns.map(() => new Float64Array(blockRows));
    let filled = 0;
    for await (const chunk of database.stream(
      `SELECT ${selected.join(', ')} FROM ${relation} ${where}`,
    )) {
      const { rowCount } = chunk;
      const vectors = columns.map((_, at) => doublesOf(chunk, at));
      for (let from = 0; from < rowCount; ) {
        const to = Math.min(rowCount, from + blockRows - filled);
        vectors.forEach((values, at) => {
          block[at]?.set(values.subarray(from, to), filled);
        });
        filled += to - from;
        from = to;
        if (filled < blockRows) continue;
        sums.add(block, filled);
        filled = 0;
      }
    }
    sums.add(block, filled);
  }
  const places = new Map(columns.map(({ name }, at) => [name, at]));
  return (a, b) => sums.correlation(places.get(a) ?? -1, places.get(b) ?? -1);
}

/** Blocks have a size of their own, so that sums over them never vary. */
const blockRows = 2048;

/**
 * Sums over pairs of columns: a missing value is nought, and a pair counts where both are there. What a pair needs of
 * one column alone is summed once for all pairs, unless the other column has gaps.
 */
class PairSums {
  readonly #gappy: boolean[];
  readonly #pairs = new Map<number, Float64Array>();
  readonly #masks: readonly Float64Array[];
  readonly #squares: readonly Float64Array[];
  /** What is taken off each column: set by the first block. */
  #centres: readonly number[] | undefined;

  constructor(mayLack: readonly boolean[]) {
    this.#gappy = [...mayLack];
    this.#masks = mayLack.map(() => new Float64Array(blockRows));
    this.#squares = mayLack.map(() => new Float64Array(blockRows));
  }

  add(block: readonly Float64Array[], rows: number): void {
    const centres = (this.#centres ??= block.map((values) => meanOf(values, rows)));
    const masks = block.map((values, at) => {
      const mask = this.#masks[at] as Float64Array;
      return shift(values, centres[at] as number, { mask, rows }) ? mask : undefined;
    });
    const squares = this.#squares;
    const alone = block.map((values, at) => {
      return ownSums(values, squares[at] as Float64Array, rows);
    });
    const counts = masks.map((mask) => (mask === undefined ? rows : total(mask, rows)));
    const beside = masks.map((mask) => {
      if (mask === undefined) return alone;
      const own = productSums(mask, squares, rows);
      return productSums(mask, block, rows).map((sum, at): OwnSums => [sum, own[at] as number]);
    });
    block.forEach((values, a) => {
      const products = productSums(values, block.slice(a + 1), rows);
      products.forEach((product, at) => {
        const b = a + 1 + at;
        const [p, q] = [masks[a], masks[b]];
        const both =
          p !== undefined && q !== undefined
            ? (productSums(p, [q], rows)[0] as number)
            : Math.min(counts[a] as number, counts[b] as number);
        const [x, xx] = beside[b]?.[a] as OwnSums;
        const [y, yy] = beside[a]?.[b] as OwnSums;
        addTo(this.#sumsOf(a, b), [both, x, y, xx, yy, product]);
      });
    });
  }

  correlation(a: number, b: number): number {
    const [n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0] = this.#sumsOf(
      Math.min(a, b),
      Math.max(a, b),
    );
    const [varianceX, varianceY] = [xx - (x * x) / n, yy - (y * y) / n];
    // What is left of equal values after rounding is no variation.
    if (!(varianceX > xx * 1e-13) || !(varianceY > yy * 1e-13)) return NaN;
    const r = (xy - (x * y) / n) / Math.sqrt(varianceX * varianceY);
    return Math.max(-1, Math.min(1, r));
  }

  #sumsOf(a: number, b: number): Float64Array {
    const key = a * this.#gappy.length + b;
    const known = this.#pairs.get(key) ?? new Float64Array(6);
    this.#pairs.set(key, known);
    return known;
  }
}

/** The mean of what there is; nought when there is nothing. */
function meanOf(values: Float64Array, rows: number): number {
  let [sum, count] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const value = values[row] as number;
    if (value - value !== 0) continue;
    sum += value;
    count++;
  }
  return count === 0 || !Number.isFinite(sum) ? 0 : sum / count;
}

/** Takes off the centre, puts nought for missing values and says where they were: 1 for a value. True when there are any. */
function shift(
  values: Float64Array,
  centre: number,
  { mask, rows }: { readonly mask: Float64Array; readonly rows: number },
): boolean {
  let gaps = false;
  for (let row = 0; row < rows; row++) {
    const value = (values[row] as number) - centre;
    const there = value - value === 0;
    mask[row] = there ? 1 : 0;
    values[row] = there ? value : 0;
    if (!there) gaps = true;
  }
  return gaps;
}

/** The sum of a column, and of its squares. */
type OwnSums = readonly [sum: number, squares: number];

/** Also leaves the squares behind. */
function ownSums(values: Float64Array, squares: Float64Array, rows: number): OwnSums {
  let [sum, all] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const value = values[row] as number;
    const square = value * value;
    squares[row] = square;
    sum += value;
    all += square;
  }
  return [sum, all];
}

function total(values: Float64Array, rows: number): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) sum += values[row] as number;
  return sum;
}

/** The sum of products of a column with each of others: four at a time, so that one sum need not wait for the next. */
function productSums(
  values: Float64Array,
  others: readonly Float64Array[],
  rows: number,
): readonly number[] {
  const sums: number[] = [];
  for (let at = 0; at < others.length; at += 4) {
    const [a, b = a, c = a, d = a] = others.slice(at, at + 4) as [Float64Array];
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let row = 0; row < rows; row++) {
      const value = values[row] as number;
      first += value * (a[row] as number);
      second += value * (b[row] as number);
      third += value * (c[row] as number);
      fourth += value * (d[row] as number);
    }
    sums.push(first, second, third, fourth);
  }
  return sums.slice(0, others.length);
}

function addTo(sums: Float64Array, more: readonly number[]): void {
  for (let at = 0; at < sums.length; at++) (sums[at] as number) += more[at] as number;
}
