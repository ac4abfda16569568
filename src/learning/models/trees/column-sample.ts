import type { Matrix } from '../../../contracts/matrix.js';
import { randomFor } from '../../../contracts/seeded-random.js';

/** Rows whose values decide the cuts, as in LightGBM; a larger matrix is sampled. */
const sampledRows = 200_000;

/** Columns that are read together: a row is fetched from memory once for all of them. */
const together = 8;

/** The values of some rows, column by column. Ask for the columns in order: neighbours are read in one go. */
export class ColumnSample {
  readonly rows: number;
  readonly #matrix: Matrix;
  readonly #sample: Uint32Array;
  #first = -1;
  #read: readonly Float32Array[] = [];

  constructor(matrix: Matrix) {
    this.#matrix = matrix;
    this.#sample = rowSample(matrix.rows);
    this.rows = this.#sample.length;
  }

  /** Those of one column that are not missing, as they come, in an array of their own. */
  present(column: number): Float32Array {
    const values = this.#valuesOf(column);
    const found = new Float32Array(values.length);
    let count = 0;
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      found[count] = value;
      count += Number.isNaN(value) ? 0 : 1;
    }
    return found.subarray(0, count);
  }

  /** What the rows of each of these values weigh; `known` are all values of the column, in ascending order. */
  weigh(column: number, known: Float32Array, weights: Float64Array): Float64Array {
    const values = this.#valuesOf(column);
    const sums = new Float64Array(known.length);
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      if (Number.isNaN(value)) continue;
      const place = placeOf(known, value);
      sums[place] = (sums[place] as number) + (weights[this.#sample[at] as number] as number);
    }
    return sums;
  }

  #valuesOf(column: number): Float32Array {
    const first = column - (column % together);
    if (first !== this.#first) this.#readFrom(first);
    return this.#read[column - first] as Float32Array;
  }

  #readFrom(first: number): void {
    const { values, columns } = this.#matrix;
    const width = columns.length;
    const sample = this.#sample;
    const read = Array.from(
      { length: Math.min(together, width - first) },
      () => new Float32Array(sample.length),
    );
    for (let at = 0; at < sample.length; at++) {
      const place = (sample[at] as number) * width + first;
      for (let column = 0; column < read.length; column++) {
        (read[column] as Float32Array)[at] = values[place + column] as number;
      }
    }
    this.#first = first;
    this.#read = read;
  }
}

/** Where a value stands among others in ascending order: the first that is not below it. */
function placeOf(known: Float32Array, value: number): number {
  let low = 0;
  let high = known.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value > (known[middle] as number)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** All rows, or one from each of equally long runs: no pattern in the order of rows can hide from it. */
function rowSample(rows: number): Uint32Array {
  const size = Math.min(rows, sampledRows);
  const sample = new Uint32Array(size);
  const run = rows / size;
  const random = randomFor(0, 'trees/bins');
  for (let at = 0; at < size; at++) {
    sample[at] = run === 1 ? at : Math.min(rows - 1, Math.floor((at + random()) * run));
  }
  return sample;
}
