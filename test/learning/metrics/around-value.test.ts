import { expect, test } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { evaluatePredictions } from '../../../src/learning/metrics/evaluation/evaluate-predictions.js';
import { metrics } from '../../../src/learning/metrics/index.js';

/** Probabilities that are right, of so many rows. */
function calibrated(rows: number) {
  const random = randomFor(3, `calibrated/${rows}`);
  const values = new Float64Array(rows);
  const said = new Float64Array(rows * 2);
  for (let row = 0; row < rows; row++) {
    const share = 1 / (1 + Math.exp(-2 * normal(random)));
    values[row] = random() < share ? 1 : 0;
    said.set([1 - share, share], row * 2);
  }
  const task = { kind: 'binary' as const, target: 'y', classes: ['no', 'yes'] };
  return { truth: { task, values }, predictions: { rows, width: 2, values: said } };
}

test.each([60, 300, 3000])(
  'each interval of %i rows holds its own value, the calibration error too that resamples raise',
  async (rows) => {
    const { truth, predictions } = calibrated(rows);
    const measured = await evaluatePredictions(truth, predictions, {
      seed: 1,
      also: [metrics.get('ece')],
    });
    const { value, interval } = measured.metrics['ece'] ?? {};
    const [low, high] = interval ?? [NaN, NaN];
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThanOrEqual(value as number);
    expect(high).toBeGreaterThan(value as number);
    for (const each of Object.values(measured.metrics)) {
      if (each.value === null || !each.interval) continue;
      expect(each.interval[0]).toBeLessThanOrEqual(each.value);
      expect(each.interval[1]).toBeGreaterThanOrEqual(each.value);
    }
  },
);
