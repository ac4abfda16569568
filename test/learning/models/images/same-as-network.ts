import { expect } from 'vitest';
import type { Matrix } from '../../../../src/contracts/matrix.js';
import { normal, randomFor } from '../../../../src/contracts/seeded-random.js';
import type {
  FloatWeights,
  ForwardMode,
  Network,
  NetworkWeights,
} from '../../../../src/learning/compute/network.js';
import type { RowFunction } from '../../../../src/learning/models/parts/predictions.js';
import { contextFor } from '../fixtures.js';

/** Weights drawn anew, biases and moving averages too, so that no part of a network goes untested. */
export function drawnWeights({ parameters, state = [] }: Network): NetworkWeights {
  const blocks = [...parameters, ...state].map((block): [string, FloatWeights] => {
    const { name, shape } = block;
    const random = randomFor(3, name);
    const start = block.initial();
    const values = start.map((value) =>
      name.endsWith('/variance') ? 0.5 + random() : value + 0.2 * normal(random),
    );
    return [name, { shape: [...shape], values }];
  });
  return Object.fromEntries(blocks);
}

/** Expects the logits of plain loops to be those of the network, to 1e-5 of their size. */
export async function expectSameLogits(
  network: Network,
  weights: NetworkWeights,
  { matrix, plain }: { readonly matrix: Matrix; readonly plain: RowFunction },
): Promise<void> {
  const { tf } = await contextFor({ backend: 'cpu' }).compute();
  const expected = tf.tidy(() => {
    const tensors = Object.fromEntries(
      Object.entries(weights).map(([name, { shape, values }]) => [
        name,
        tf.tensor(values, [...shape]),
      ]),
    );
    const mode: ForwardMode = {
      ...{ training: false, dropout: (x) => x, state: tensors, keep: () => undefined },
    };
    const x = tf.tensor2d(matrix.values, [matrix.rows, matrix.columns.length]);
    return network.forward(tf, tensors, { x, mode }).dataSync();
  });
  const logits = new Float64Array(network.outputs);
  const got = Array.from({ length: matrix.rows }, (_, row) => {
    plain(matrix, row, logits);
    return [...logits];
  }).flat();
  const scale = Math.max(1, ...Array.from(expected, Math.abs));
  for (const [at, value] of got.entries()) {
    expect(Math.abs(value - (expected[at] as number)) / scale).toBeLessThan(1e-5);
  }
  expect(new Set(got.map((value) => value.toFixed(4))).size).toBeGreaterThanOrEqual(matrix.rows);
}
