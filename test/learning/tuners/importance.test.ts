import { expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import { importanceOf } from '../../../src/learning/tuners/importance.js';
import { samplers } from '../../../src/learning/tuners/index.js';
import { parseSpace } from '../../../src/learning/tuners/parse-space.js';
import type { Trial } from '../../../src/learning/tuners/sampler.js';
import type { Point } from '../../../src/learning/tuners/search-space.js';

const { space } = parseSpace({
  idle: { float: [0, 1] },
  rate: { log: [0.001, 1] },
  kind: { choice: ['a', 'b', 'c', 'd'] },
  depth: { int: [1, 4] },
});

test('comes to the shares that the function has', () => {
  // Variances: 3² / 12 of the rate's share, 1 / 4 of the two kinds, (4² − 1) / 12 × 0.4² of the depth.
  const history = trialsOf(300, ({ rate, kind, depth }) => {
    const share = Math.log(Number(rate) / 0.001) / Math.log(1000);
    return 3 * share + (kind === 'a' || kind === 'c' ? 1 : 0) + 0.4 * Number(depth);
  });
  const shares = importanceOf(space, history, 'lower');
  expect(Object.keys(shares)).toEqual(['rate', 'kind', 'depth', 'idle']);
  expect(shares['rate']).toBeCloseTo(0.75 / 1.2, 1);
  expect(shares['kind']).toBeCloseTo(0.25 / 1.2, 1);
  expect(shares['depth']).toBeCloseTo(0.2 / 1.2, 1);
  expect(shares['idle']).toBeLessThan(0.04);
  expect(Object.values(shares).reduce((sum, share) => sum + share)).toBeCloseTo(1, 12);
});

test('is not led astray by one trial that went very wrong', () => {
  const history = trialsOf(60, ({ rate }) => -Math.log(Number(rate)));
  const wrong = { ...(history[7] as Trial), value: 1e9 };
  const shares = importanceOf(space, history.with(7, wrong), 'lower');
  expect(shares['rate']).toBeGreaterThan(0.8);
});

test('does not ask which way is better', () => {
  const history = trialsOf(40, ({ depth }) => Number(depth));
  const turned = history.map((trial) => ({ ...trial, value: -(trial.value ?? 0) }));
  expect(importanceOf(space, turned, 'higher')).toEqual(importanceOf(space, history, 'lower'));
});

test('says nothing of few trials, nor of trials that all reached the same', () => {
  expect(
    importanceOf(
      space,
      trialsOf(9, ({ depth }) => Number(depth)),
      'lower',
    ),
  ).toEqual({});
  expect(
    importanceOf(
      space,
      trialsOf(30, () => 0.5),
      'lower',
    ),
  ).toEqual({});
});

test('knows settings that exist only beside others', () => {
  const { space: conditional } = parseSpace({
    kind: { choice: ['a', 'b'] },
    momentum: { float: [0, 1], when: { kind: 'b' } },
  });
  const random = randomFor(1, 'test');
  const history = Array.from({ length: 80 }, (_, number): Trial => {
    const point: Point = number % 2 === 0 ? { kind: 'a' } : { kind: 'b', momentum: random() };
    const value = 'momentum' in point ? 4 * Number(point['momentum']) : 2;
    return { number, point, state: 'complete', value };
  });
  const shares = importanceOf(conditional, history, 'higher');
  expect(shares['momentum']).toBeGreaterThan(0.8);
});

function trialsOf(count: number, value: (point: Point) => number): readonly Trial[] {
  return Array.from({ length: count }, (_, number) => {
    const point = samplers.get('random').next(space, [], { seed: 3, number, direction: 'lower' });
    return { number, point: point ?? {}, state: 'complete', value: value(point ?? {}) };
  });
}
