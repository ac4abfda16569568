/** The lower triangle L of a symmetric positive definite matrix, row-major, with L L' = matrix; undefined when it is not one. */
export function cholesky(matrix: Float64Array, size: number): Float64Array | undefined {
  const lower = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    const rowAt = row * size;
    for (let column = 0; column <= row; column++) {
      const columnAt = column * size;
      let sum = matrix[rowAt + column] as number;
      for (let k = 0; k < column; k++) {
        sum -= (lower[rowAt + k] as number) * (lower[columnAt + k] as number);
      }
      if (column < row) lower[rowAt + column] = sum / (lower[columnAt + column] as number);
      else if (sum > 0) lower[rowAt + row] = Math.sqrt(sum);
      else return undefined;
    }
  }
  return lower;
}

/** x with L x = b. */
export function solveLower(lower: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    let sum = b[row] as number;
    const at = row * size;
    for (let k = 0; k < row; k++) sum -= (lower[at + k] as number) * (x[k] as number);
    x[row] = sum / (lower[at + row] as number);
  }
  return x;
}

/** x with L' x = b. */
export function solveUpper(lower: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = b.slice();
  for (let row = size - 1; row >= 0; row--) {
    const at = row * size;
    const own = (x[row] as number) / (lower[at + row] as number);
    x[row] = own;
    for (let k = 0; k < row; k++) x[k] = (x[k] as number) - (lower[at + k] as number) * own;
  }
  return x;
}

/** The inverse of L L', row-major, its lower triangle filled in. */
export function inverseOf(lower: Float64Array, size: number): Float64Array {
  // The inverse of L, column by column, as rows: so that every inner loop runs along memory.
  const columns = new Float64Array(size * size);
  for (let column = 0; column < size; column++) {
    const at = column * size;
    columns[at + column] = 1 / (lower[at + column] as number);
    for (let row = column + 1; row < size; row++) {
      let sum = 0;
      for (let k = column; k < row; k++) {
        sum -= (lower[row * size + k] as number) * (columns[at + k] as number);
      }
      columns[at + row] = sum / (lower[row * size + row] as number);
    }
  }
  const inverse = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = 0;
      for (let k = row; k < size; k++) {
        sum += (columns[row * size + k] as number) * (columns[column * size + k] as number);
      }
      inverse[row * size + column] = sum;
    }
  }
  return inverse;
}
