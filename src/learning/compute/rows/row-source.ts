import type { Matrix } from '../../../contracts/matrix.js';

/** Rows of numbers that may lie anywhere. Wherever they lie, the same order gives the same rows, bit for bit. */
export interface RowSource {
  readonly rows: number;
  /** Numbers in a row. */
  readonly width: number;
  /** The rows `order[start]` … `order[start + count − 1]`, row-major, in an array that nobody changes any more. */
  read(order: Uint32Array, start: number, count: number): Float32Array | Promise<Float32Array>;
  /** All rows in their own order, where they are in memory anyhow. */
  readonly resident?: Float32Array;
  /** Lets go of what it reads from; absent where there is nothing to let go of. */
  readonly close?: () => Promise<void>;
}

/** Rows that are in memory. */
export function matrixRows({ rows, columns, values }: Matrix): RowSource {
  const width = columns.length;
  return {
    rows,
    width,
    resident: values,
    read: (order, start, count) => {
      const copy = new Float32Array(count * width);
      for (let at = 0; at < count; at++) {
        const row = order[start + at] as number;
        copy.set(values.subarray(row * width, (row + 1) * width), at * width);
      }
      return copy;
    },
  };
}

export function rowSourceOf(x: Matrix | RowSource): RowSource {
  return 'read' in x ? x : matrixRows(x);
}
