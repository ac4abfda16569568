import { describe, expect, test } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import type { Task } from '../../../src/contracts/task.js';
import { comparePredictions } from '../../../src/learning/comparisons/compare-predictions.js';
import { deLong } from '../../../src/learning/comparisons/delong.js';
import { mcnemar } from '../../../src/learning/comparisons/mcnemar.js';
import { twoSidedNormal } from '../../../src/learning/comparisons/normal-tail.js';

const signal = new AbortController().signal;

test('the tail of the normal distribution is that of SciPy', () => {
  // 2 * scipy.stats.norm.sf(z)
  expect(twoSidedNormal(0)).toBeCloseTo(1, 7);
  expect(twoSidedNormal(1.96)).toBeCloseTo(0.0499957902964409, 8);
  expect(twoSidedNormal(-3)).toBeCloseTo(0.0026997960632601866, 9);
});

describe('McNemar', () => {
  test('is the exact test of statsmodels', () => {
    // statsmodels: mcnemar([[0, 5], [13, 0]], exact=True).pvalue, and ([[0, 10], [10, 0]])
    const of = (onlyFirst: number, onlySecond: number) => {
      const rows = onlyFirst + onlySecond;
      const first = Array.from({ length: rows }, (_, at) => (at < onlyFirst ? 1 : 0));
      return mcnemar(
        Array.from({ length: rows }, () => 1),
        first,
        first.map((value) => 1 - value),
      ).p;
    };
    expect(of(5, 13)).toBeCloseTo(0.09625244140625, 12);
    expect(of(10, 10)).toBe(1);
    expect(of(0, 0)).toBe(1);
    expect(of(400, 600)).toBeGreaterThan(0);
    expect(of(400, 600)).toBeLessThan(1e-9);
  });
});

describe('DeLong', () => {
  test('is the definition over all pairs, ties included', () => {
    const random = randomFor(1, 'delong');
    const truth = Array.from({ length: 80 }, () => Number(random() < 0.4));
    const score = (skill: number) =>
      Float64Array.from(truth, (label) => Math.round(4 * (skill * label + normal(random))) / 4);
    const [a, b] = [score(0.5), score(1.5)];
    const found = deLong(truth, a, b);
    const [one, other] = [placements(truth, a), placements(truth, b)];
    const differences = (side: 'up' | 'down') =>
      other[side].map((value, at) => value - (one[side][at] as number));
    const error = Math.sqrt(meanVariance(differences('up')) + meanVariance(differences('down')));
    expect(found.difference).toBeCloseTo(mean(other.up) - mean(one.up), 12);
    expect(found.error).toBeCloseTo(error, 12);
    expect(found.p).toBeCloseTo(twoSidedNormal(found.difference / error), 12);
  });

  test('knows equals, and an absent class', () => {
    const scores = Float64Array.of(0.1, 0.4, 0.35, 0.8);
    expect(deLong([0, 0, 1, 1], scores, scores)).toMatchObject({ difference: 0, p: 1 });
    expect(deLong([1, 1, 1, 1], scores, scores).p).toBeNull();
  });
});

describe('two models on the same rows', () => {
  const task: Task = { kind: 'regression', target: 'y', classes: [] };
  const random = randomFor(2, 'rows');
  const values = Float64Array.from({ length: 400 }, () => normal(random));
  const said = (noise: number) => ({
    predictions: { rows: 400, width: 1, values: values.map((y) => y + noise * normal(random)) },
    options: {},
  });
  const [poor, good] = [said(1), said(0.5)];

  test('differ clearly when they do, and not from themselves', async () => {
    const found = await comparePredictions({ task, values }, [poor, good], { seed: 1, signal });
    expect(found).toMatchObject({ rows: 400, resamples: 1000 });
    expect(found.metrics['rmse']?.difference).toBeLessThan(-0.3);
    expect(found.metrics['rmse']?.p).toBeLessThan(0.01);
    const [low, high] = found.metrics['rmse']?.interval ?? [0, 0];
    expect(low).toBeLessThan(found.metrics['rmse']?.difference ?? 0);
    expect(high).toBeGreaterThan(found.metrics['rmse']?.difference ?? 0);
    const same = await comparePredictions({ task, values }, [poor, poor], { seed: 1, signal });
    expect(same.metrics['rmse']).toMatchObject({ difference: 0, interval: [0, 0], p: 1 });
  });

  test('of equal models at most about one in twenty is called different', async () => {
    let called = 0;
    for (let at = 0; at < 60; at++) {
      const rows = { task, values: values.subarray(0, 100) };
      const pair = [said(1), said(1)].map(({ predictions }) => ({
        predictions: { ...predictions, rows: 100, values: predictions.values.subarray(0, 100) },
        options: {},
      })) as [typeof poor, typeof poor];
      const { metrics } = await comparePredictions(rows, pair, { seed: at, signal });
      if ((metrics['mae']?.p ?? 1) < 0.05) called++;
    }
    expect(called).toBeLessThan(10);
  });
});

function placements(truth: readonly number[], scores: Float64Array) {
  const of = (label: number) => [...scores].filter((_, row) => truth[row] === label);
  const [ups, downs] = [of(1), of(0)];
  const wins = (a: number, b: number) => (a > b ? 1 : a === b ? 0.5 : 0);
  return {
    up: ups.map((a) => mean(downs.map((b) => wins(a, b)))),
    down: downs.map((b) => mean(ups.map((a) => wins(a, b)))),
  };
}

function mean(list: readonly number[]): number {
  return list.reduce((sum, value) => sum + value, 0) / list.length;
}

function meanVariance(list: readonly number[]): number {
  const middle = mean(list);
  return (
    list.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (list.length - 1) / list.length
  );
}
