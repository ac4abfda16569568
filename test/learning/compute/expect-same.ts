import { expect } from 'vitest';
import type { TrainedNetwork } from '../../../src/learning/compute/train-network.js';

/** The same losses, and the same weights to a share of 1e-4 of the largest of their block. */
export function expectSame(actual: TrainedNetwork, expected: TrainedNetwork): void {
  expect(actual.history.length).toBe(expected.history.length);
  for (const [at, { loss, validationLoss = 0 }] of expected.history.entries()) {
    expectNear(actual.history[at]?.loss, loss);
    expectNear(actual.history[at]?.validationLoss ?? 0, validationLoss);
  }
  expect(Object.keys(actual.weights)).toEqual(Object.keys(expected.weights));
  for (const [name, { values }] of Object.entries(expected.weights)) {
    const scale = Math.max(0.01, ...values.map(Math.abs));
    const got = actual.weights[name]?.values ?? new Float32Array();
    const errors = values.map((value, at) => Math.abs(value - (got[at] ?? NaN)) / scale);
    expect(Math.max(0, ...errors), name).toBeLessThan(1e-4);
  }
}

function expectNear(actual = NaN, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThanOrEqual(
    1e-4 * Math.max(0.01, Math.abs(expected)),
  );
}
