import type { WindowGram } from './window-gram.js';

/** A linear answer to a window: `outputs` numbers from `inputs` numbers. */
export interface WindowWeights {
  readonly inputs: number;
  readonly outputs: number;
  /** Row-major, `inputs × outputs`. */
  readonly weights: Float64Array;
  readonly biases: Float64Array;
}

/**
 * The least squares of the last `outputs` places of windows by those before them, with a bias that is free, and `l2` times the
 * sum of squared weights beside the mean squared error (ridge regression, Hoerl & Kennard 1970), by Cholesky's factors.
 */
export function solveWindows(gram: WindowGram, outputs: number, l2: number): WindowWeights {
  const { size, windows, sums, products } = gram;
  const inputs = size - outputs;
  const covariance = (row: number, column: number): number =>
    (products[row * size + column] as number) -
    ((sums[row] as number) * (sums[column] as number)) / windows;
  const matrix = new Float64Array(inputs * inputs);
  for (let row = 0; row < inputs; row++) {
    for (let column = 0; column <= row; column++) {
      matrix[row * inputs + column] = covariance(row, column);
    }
    matrix[row * inputs + row] = (matrix[row * inputs + row] as number) + l2 * windows;
  }
  factorise(matrix, inputs);
  const weights = new Float64Array(inputs * outputs);
  const biases = new Float64Array(outputs);
  const column = new Float64Array(inputs);
  for (let output = 0; output < outputs; output++) {
    for (let row = 0; row < inputs; row++) column[row] = covariance(row, inputs + output);
    solve(matrix, column);
    let bias = sums[inputs + output] as number;
    for (let row = 0; row < inputs; row++) {
      weights[row * outputs + output] = column[row] as number;
      bias -= (column[row] as number) * (sums[row] as number);
    }
    biases[output] = bias / windows;
  }
  return { inputs, outputs, weights, biases };
}

/** The mean squared error of an answer over windows, from their sums alone. */
export function windowError(gram: WindowGram, answer: WindowWeights): number {
  const { size, windows, sums, products } = gram;
  const { inputs, outputs, weights, biases } = answer;
  let total = 0;
  for (let output = 0; output < outputs; output++) {
    const place = inputs + output;
    const bias = biases[output] as number;
    total += products[place * size + place] as number;
    total += windows * bias * bias - 2 * bias * (sums[place] as number);
    for (let row = 0; row < inputs; row++) {
      let inner = 0;
      for (let column = 0; column < inputs; column++) {
        inner +=
          (products[row * size + column] as number) *
          (weights[column * outputs + output] as number);
      }
      const pull = inner - 2 * (products[row * size + place] as number);
      total +=
        (weights[row * outputs + output] as number) * (pull + 2 * bias * (sums[row] as number));
    }
  }
  return total / (windows * outputs);
}

/** Cholesky's factor in place of the lower triangle; a pivot that rounding made too small is raised. */
function factorise(matrix: Float64Array, size: number): void {
  let largest = 0;
  for (let at = 0; at < size; at++) largest = Math.max(largest, matrix[at * size + at] as number);
  const least = Math.max(largest * 1e-12, Number.MIN_VALUE);
  for (let column = 0; column < size; column++) {
    for (let row = column; row < size; row++) {
      let sum = matrix[row * size + column] as number;
      for (let at = 0; at < column; at++) {
        sum -= (matrix[row * size + at] as number) * (matrix[column * size + at] as number);
      }
      matrix[row * size + column] =
        row === column
          ? Math.sqrt(Math.max(sum, least))
          : sum / (matrix[column * size + column] as number);
    }
  }
}

function solve(factor: Float64Array, vector: Float64Array): void {
  const size = vector.length;
  for (let row = 0; row < size; row++) {
    let sum = vector[row] as number;
    for (let at = 0; at < row; at++)
      sum -= (factor[row * size + at] as number) * (vector[at] as number);
    vector[row] = sum / (factor[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    let sum = vector[row] as number;
    for (let at = row + 1; at < size; at++)
      sum -= (factor[at * size + row] as number) * (vector[at] as number);
    vector[row] = sum / (factor[row * size + row] as number);
  }
}
