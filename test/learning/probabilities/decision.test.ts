import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decide } from '../../../src/contracts/decision.js';
import type { Predictions } from '../../../src/contracts/model.js';
import type { Task } from '../../../src/contracts/task.js';
import { metrics } from '../../../src/learning/metrics/index.js';
import { scoreOf } from '../../../src/learning/metrics/metric.js';
import { fitDecision, thresholdMetrics } from '../../../src/learning/probabilities/decision.js';

const task: Task = { kind: 'binary', target: 'left', classes: ['no', 'yes'] };
const colours: Task = { kind: 'multiclass', target: 'colour', classes: ['red', 'green', 'blue'] };

const predictionsOf = (positive: readonly number[]): Predictions => ({
  rows: positive.length,
  width: 2,
  values: Float64Array.from(positive.flatMap((p) => [1 - p, p])),
});

// Few different values, so that there are ties.
const rows = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), {
  minLength: 1,
  maxLength: 30,
});
const everyThreshold = Array.from({ length: 36 }, (_, at) => at / 32);

const costAt = (
  threshold: number,
  drawn: readonly (readonly [number, boolean])[],
  [fp, fn]: readonly [number, number],
) =>
  drawn.reduce((sum, [step, isTrue]) => {
    const decided = step / 8 >= threshold;
    if (decided === isTrue) return sum;
    return sum + (decided ? fp : fn);
  }, 0);

test('no threshold costs less than the one chosen by cost', () => {
  fc.assert(
    fc.property(
      rows,
      fc.integer({ min: 0, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      (drawn, fp, fn) => {
        const truth = { task, values: Float64Array.from(drawn, ([, isTrue]) => Number(isTrue)) };
        const { threshold = Number.NaN } = fitDecision(
          { cost: { false_positive: fp, false_negative: fn } },
          truth,
          predictionsOf(drawn.map(([step]) => step / 8)),
        );
        const found = costAt(threshold, drawn, [fp, fn]);
        for (const other of everyThreshold)
          expect(found).toBeLessThanOrEqual(costAt(other, drawn, [fp, fn]));
      },
    ),
  );
});

test.each(thresholdMetrics)('no threshold has a better %s than the one chosen for it', (metric) => {
  fc.assert(
    fc.property(rows, (drawn) => {
      const truth = { task, values: Float64Array.from(drawn, ([, isTrue]) => Number(isTrue)) };
      const predictions = predictionsOf(drawn.map(([step]) => step / 8));
      const scoreAt = (threshold: number): number =>
        scoreOf(metrics.get(metric), { truth, predictions }, { threshold }).value ?? -1;
      const { threshold = Number.NaN } = fitDecision({ metric }, truth, predictions);
      for (const other of everyThreshold)
        expect(scoreAt(threshold)).toBeGreaterThanOrEqual(scoreAt(other) - 1e-9);
    }),
  );
});

test('a threshold lies halfway between two rows, or at the textbook place where that parts them too', () => {
  const truth = { task, values: Float64Array.of(0, 0, 1, 1) };
  expect(
    fitDecision({ metric: 'f1' }, truth, predictionsOf([0.1, 0.2, 0.3, 0.9])).threshold,
  ).toBeCloseTo(0.25);
  expect(fitDecision({ metric: 'f1' }, truth, predictionsOf([0.1, 0.2, 0.6, 0.9])).threshold).toBe(
    0.5,
  );
  const cost = { false_positive: 1, false_negative: 4 };
  expect(fitDecision({ cost }, truth, predictionsOf([0.1, 0.15, 0.6, 0.9])).threshold).toBe(0.2);
});

test('the class of least expected cost is decided for', () => {
  const truth = { task: colours, values: Float64Array.of(0) };
  const predictions = { rows: 1, width: 3, values: Float64Array.of(0.6, 0.3, 0.1) };
  const decision = fitDecision({ costs: { blue: { red: 20, green: 20 } } }, truth, predictions);
  expect(decide(colours, predictions.values)).toBe(0);
  // Red costs 0.3·1 + 0.1·20 = 2.3, green 0.6 + 2 = 2.6, blue 0.6 + 0.3 = 0.9.
  expect(decide(colours, predictions.values, decision)).toBe(2);
});

test('costs by class mean the same as false positives and negatives', () => {
  const truth = { task, values: Float64Array.of(0, 1, 0, 1) };
  const predictions = predictionsOf([0.1, 0.3, 0.4, 0.9]);
  const byName = fitDecision({ costs: { no: { yes: 2 }, yes: { no: 9 } } }, truth, predictions);
  expect(byName).toEqual(
    fitDecision({ cost: { false_positive: 2, false_negative: 9 } }, truth, predictions),
  );
});

test('a cost of a class that is not there is refused', () => {
  const truth = { task: colours, values: Float64Array.of(0) };
  const predictions = { rows: 1, width: 3, values: Float64Array.of(0.6, 0.3, 0.1) };
  expect(() => fitDecision({ costs: { rde: { blue: 2 } } }, truth, predictions)).toThrow('`rde`');
  expect(() => fitDecision({ metric: 'f1' }, truth, predictions)).toThrow('has 3');
});
