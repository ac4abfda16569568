import { expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import {
  densePass,
  type LinearProblem,
  sparsePass,
} from '../../../src/learning/models/parts/linear-passes.js';
import { sparseRows } from '../../../src/learning/models/parts/sparse-rows.js';

const random = randomFor(3, 'sparse');

function problem(loss: LinearProblem['loss'], outputs: number): LinearProblem {
  const [rows, features] = [40, 60];
  const values = Float32Array.from({ length: rows * features }, () =>
    random() < 0.06 ? random() * 2 - 1 : 0,
  );
  const y = Float64Array.from({ length: rows }, () => Math.floor(random() * Math.max(2, outputs)));
  const weights = Float64Array.from({ length: rows }, random);
  const columns = Array.from({ length: features }, (_, at) => `f${at}`);
  return {
    rows: { x: { rows, columns, values }, y, weights },
    ...{ outputs, loss, l2: 1, breathe: () => undefined },
  };
}

test.each([
  ['logistic', 1],
  ['squared', 1],
  ['softmax', 3],
] as const)(
  'a pass over the values that are not 0 adds up to one over all: %s',
  (loss, outputs) => {
    const given = problem(loss, outputs);
    const { x } = given.rows;
    const sparse = sparseRows(x);
    if (sparse === undefined) throw new Error('the rows should count as sparse');
    const size = (x.columns.length + 1) * outputs;
    const point = Float64Array.from({ length: size }, () => random() - 0.5);
    const offsets = Float64Array.from({ length: outputs }, random);
    const [dense, quick] = [densePass(given), sparsePass(given, sparse)].map((pass) => {
      const gradient = new Float64Array(size);
      return { total: pass({ point, offsets, gradient }, 0, x.rows), gradient };
    });
    expect(quick?.total).toBeCloseTo(dense?.total ?? NaN, 10);
    quick?.gradient.forEach((slope, at) => {
      expect(slope).toBeCloseTo(dense?.gradient[at] ?? NaN, 10);
    });
  },
);

test('rows of which more than one value in ten is not 0 are not sparse', () => {
  const columns = Array.from({ length: 10 }, (_, at) => `f${at}`);
  const values = new Float32Array(20);
  values[3] = values[12] = 1;
  expect(sparseRows({ rows: 2, columns, values })?.starts).toEqual(Uint32Array.of(0, 1, 2));
  values[4] = 1;
  expect(sparseRows({ rows: 2, columns, values })).toBeUndefined();
});
