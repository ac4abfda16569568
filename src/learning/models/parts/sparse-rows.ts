import type { Matrix } from '../../../contracts/matrix.js';

/** The values of a matrix that are not 0: those of row i from `starts[i]` up to `starts[i + 1]`, with their columns. */
export interface SparseRows {
  readonly starts: Uint32Array;
  readonly columns: Uint32Array;
  readonly values: Float32Array;
}

/** The matrix as sparse rows if fewer than one value in ten is not 0, as of TF-IDF; else undefined. */
export function sparseRows({
  rows,
  columns: { length: width },
  values,
}: Matrix): SparseRows | undefined {
  const most = Math.floor(rows * width * densest);
  let count = 0;
  for (let at = 0; at < rows * width; at++) {
    if (values[at] !== 0 && ++count > most) return undefined;
  }
  const starts = new Uint32Array(rows + 1);
  const columns = new Uint32Array(count);
  const kept = new Float32Array(count);
  let place = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < width; column++) {
      const value = values[row * width + column] as number;
      if (value === 0) continue;
      columns[place] = column;
      kept[place++] = value;
    }
    starts[row + 1] = place;
  }
  return { starts, columns, values: kept };
}

/** Denser rows are faster read one cell after another. */
const densest = 0.1;
