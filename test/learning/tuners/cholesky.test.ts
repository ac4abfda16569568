import { expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import {
  cholesky,
  solveLower,
  solveLowerInPlace,
  transposed,
} from '../../../src/learning/tuners/numbers/cholesky.js';

test.each([1, 2, 3, 4, 5, 7, 8, 61])(
  'four columns at a time come to the bits of row by row, of %i rows',
  (size) => {
    const random = randomFor(size, 'cholesky');
    const root = Float64Array.from({ length: size * size }, () => random() - 0.5);
    const matrix = Float64Array.from({ length: size * size }, (_, at) => {
      const [row, column] = [Math.floor(at / size), at % size];
      let sum = row === column ? 1 : 0;
      for (let k = 0; k < size; k++) {
        sum += (root[row * size + k] as number) * (root[column * size + k] as number);
      }
      return sum;
    });
    const lower = cholesky(matrix, size);
    if (lower === undefined) throw new Error('not positive definite');
    const b = Float64Array.from({ length: size }, () => random() * 10 - 5);
    const expected = rowByRow(lower, b);
    const x = b.slice();
    solveLowerInPlace(transposed(lower, size), x);
    expect(x).toEqual(expected);
    expect(solveLower(lower, b)).toEqual(expected);
  },
);

function rowByRow(lower: Float64Array, b: Float64Array): Float64Array {
  const size = b.length;
  const x = new Float64Array(size);
  for (let row = 0; row < size; row++) {
    let sum = b[row] as number;
    for (let k = 0; k < row; k++) sum -= (lower[row * size + k] as number) * (x[k] as number);
    x[row] = sum / (lower[row * size + row] as number);
  }
  return x;
}
