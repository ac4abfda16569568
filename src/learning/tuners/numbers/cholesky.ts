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
  const x = b.slice();
  solveLowerInPlace(transposed(lower, b.length), x);
  return x;
}

/**
 * Solves L x = b where b lies, given L column by column, for what is asked thousands of times. Each x loses the same terms in the same order as
 * row by row, and so is the same to the last bit; but no step waits for the one before it. Four columns at a time, so that an x is
 * written once for four terms.
 */
export function solveLowerInPlace(columns: Float64Array, x: Float64Array): void {
  const size = x.length;
  let done = 0;
  for (; done + 4 <= size; done += 4) {
    const [c0, c1, c2, c3] = [
      done * size,
      (done + 1) * size,
      (done + 2) * size,
      (done + 3) * size,
    ] as const;
    const x0 = (x[done] as number) / (columns[c0 + done] as number);
    let x1 = (x[done + 1] as number) - (columns[c0 + done + 1] as number) * x0;
    x1 /= columns[c1 + done + 1] as number;
    let x2 = (x[done + 2] as number) - (columns[c0 + done + 2] as number) * x0;
    x2 = (x2 - (columns[c1 + done + 2] as number) * x1) / (columns[c2 + done + 2] as number);
    let x3 = (x[done + 3] as number) - (columns[c0 + done + 3] as number) * x0;
    x3 = x3 - (columns[c1 + done + 3] as number) * x1 - (columns[c2 + done + 3] as number) * x2;
    x3 /= columns[c3 + done + 3] as number;
    x[done] = x0;
    x[done + 1] = x1;
    x[done + 2] = x2;
    x[done + 3] = x3;
    for (let row = done + 4; row < size; row++) {
      x[row] =
        (x[row] as number) -
        (columns[c0 + row] as number) * x0 -
        (columns[c1 + row] as number) * x1 -
        (columns[c2 + row] as number) * x2 -
        (columns[c3 + row] as number) * x3;
    }
  }
  for (; done < size; done++) {
    const own = (x[done] as number) / (columns[done * size + done] as number);
    x[done] = own;
    for (let row = done + 1; row < size; row++) {
      x[row] = (x[row] as number) - (columns[done * size + row] as number) * own;
    }
  }
}

/** A lower triangle column by column; what is above it is 0. */
export function transposed(lower: Float64Array, size: number): Float64Array {
  const columns = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      columns[column * size + row] = lower[row * size + column] as number;
    }
  }
  return columns;
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
