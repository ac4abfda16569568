import type { KnownColumn, ProfiledTable } from './profiled-table.js';
import { asDouble } from './profiled-table.js';

/** Pearson's correlation of columns by their places; NaN where a column does not vary. */
export type Correlations = (a: number, b: number) => number;

/**
 * Pearson's correlation of every two columns of numbers, over the rows in which both have a value, in one pass over
 * all rows. Numbers are shifted by `centres` (such as the means), so that large ones lose no digits.
 */
export async function pearsonOf(
  { database, relation }: ProfiledTable,
  columns: readonly KnownColumn[],
  { centres, where = '' }: { readonly centres: readonly number[]; readonly where?: string },
): Promise<Correlations> {
  const sums = new PairSums(columns.map(({ missing }) => missing > 0));
  if (columns.length > 1) {
    const selected = columns.map((column, at) => {
      return `coalesce(${asDouble(column)} - '${centres[at] ?? 0}'::DOUBLE, 'nan'::DOUBLE)`;
    });
    const block = columns.map(() => new Float64Array(blockRows));
    let filled = 0;
    for await (const chunk of database.stream(
      `SELECT ${selected.join(', ')} FROM ${relation} ${where}`,
    )) {
      const vectors = columns.map((_, at) => chunk.getColumnVector(at));
      const { rowCount } = chunk;
      for (let row = 0; row < rowCount; row++) {
        for (let at = 0; at < vectors.length; at++) {
          (block[at] as Float64Array)[filled] = vectors[at]?.getItem(row) as number;
        }
        if (++filled < blockRows) continue;
        sums.add(block, filled);
        filled = 0;
      }
    }
    sums.add(block, filled);
  }
  return (a, b) => sums.correlation(a, b);
}

/** Blocks have a size of their own, so that sums over them never vary. */
const blockRows = 2048;

/** Sums over pairs of columns: a missing value is nought, and a pair counts where both are there. */
class PairSums {
  readonly #gappy: boolean[];
  readonly #pairs = new Map<number, Float64Array>();
  readonly #masks: Float64Array[];

  constructor(mayLack: readonly boolean[]) {
    this.#gappy = [...mayLack];
    this.#masks = mayLack.map(() => new Float64Array(blockRows));
  }

  add(block: readonly Float64Array[], rows: number): void {
    const gaps = block.map((values, at) =>
      maskMissing(values, this.#masks[at] as Float64Array, rows),
    );
    for (let a = 0; a < block.length; a++) {
      for (let b = a + 1; b < block.length; b++) {
        const [x, y] = [block[a] as Float64Array, block[b] as Float64Array];
        const [p, q] = [this.#masks[a] as Float64Array, this.#masks[b] as Float64Array];
        const both = (gaps[a] ?? true) || (gaps[b] ?? true);
        addTo(this.#sumsOf(a, b), both ? maskedSums({ x, y, p, q }, rows) : plainSums(x, y, rows));
      }
    }
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

/** Puts nought for missing values and says where they were: 1 for a value. True when there are any. */
function maskMissing(values: Float64Array, mask: Float64Array, rows: number): boolean {
  let gaps = false;
  for (let row = 0; row < rows; row++) {
    const value = values[row] as number;
    const there = value - value === 0;
    mask[row] = there ? 1 : 0;
    if (there) continue;
    values[row] = 0;
    gaps = true;
  }
  return gaps;
}

function plainSums(left: Float64Array, right: Float64Array, rows: number): readonly number[] {
  let [x, y, xx, yy, xy] = [0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const [a, b] = [left[row] as number, right[row] as number];
    x += a;
    y += b;
    xx += a * a;
    yy += b * b;
    xy += a * b;
  }
  return [rows, x, y, xx, yy, xy];
}

interface MaskedPair {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly p: Float64Array;
  readonly q: Float64Array;
}

function maskedSums({ x, y, p, q }: MaskedPair, rows: number): readonly number[] {
  const sums: [number, number, number, number, number, number] = [0, 0, 0, 0, 0, 0];
  for (let row = 0; row < rows; row++) {
    const [a, b] = [
      (x[row] as number) * (q[row] as number),
      (y[row] as number) * (p[row] as number),
    ];
    sums[0] += (p[row] as number) * (q[row] as number);
    sums[1] += a;
    sums[2] += b;
    sums[3] += a * a;
    sums[4] += b * b;
    sums[5] += a * b;
  }
  return sums;
}

function addTo(sums: Float64Array, more: readonly number[]): void {
  for (let at = 0; at < sums.length; at++) (sums[at] as number) += more[at] as number;
}
