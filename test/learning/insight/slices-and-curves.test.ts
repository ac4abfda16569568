import { describe, expect, it } from 'vitest';
import type { Vector } from '../../../src/contracts/batch.js';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { errorSlices } from '../../../src/learning/insight/error-slices.js';
import { learningCurve, scoreAt } from '../../../src/learning/insight/learning-curve.js';
import { relatedColumns } from '../../../src/learning/insight/related-columns.js';
import { thresholdTable } from '../../../src/learning/insight/thresholds.js';

const rows = 4000;
const random = randomFor(3, 'columns');
const columns = new Map<string, Vector>([
  [
    'age',
    { kind: 'number', values: Float64Array.from({ length: rows }, () => 20 + random() * 60) },
  ],
  [
    'plan',
    {
      kind: 'string',
      values: Array.from(
        { length: rows },
        () => ['a', 'b', 'c', null][Math.floor(random() * 4)] as string | null,
      ),
    },
  ],
  [
    'income',
    {
      kind: 'number',
      values: Float64Array.from({ length: rows }, () => (random() < 0.2 ? NaN : normal(random))),
    },
  ],
  [
    'noise',
    { kind: 'string', values: Array.from({ length: rows }, () => `n${Math.floor(random() * 15)}`) },
  ],
]);
const plan = columns.get('plan')?.values as readonly (string | null)[];
const age = columns.get('age')?.values as Float64Array;
const income = columns.get('income')?.values as Float64Array;

describe('error slices', () => {
  it('finds errors planted where two conditions meet, and puts that slice first', () => {
    const losses = Float64Array.from({ length: rows }, (_, row) => {
      const bad = plan[row] === 'b' && (age[row] as number) > 65;
      return Number(random() < (bad ? 0.7 : 0.1));
    });
    const [first] = errorSlices(columns, losses);
    expect(first?.conditions.map(({ column }) => column).sort()).toEqual(['age', 'plan']);
    expect(first?.conditions).toContainEqual({ column: 'plan', is: 'b' });
    expect(first?.loss).toBeGreaterThan(0.5);
    expect(first?.p).toBeLessThan(1e-10);
  });

  it('finds one condition, of missing values, in a loss that is no rate', () => {
    const losses = Float64Array.from(
      { length: rows },
      (_, row) => Math.abs(normal(random)) * (Number.isNaN(income[row]) ? 3 : 1),
    );
    const slices = errorSlices(columns, losses);
    expect(slices[0]?.conditions).toEqual([{ column: 'income', is: null }]);
  });

  it('finds nothing, nearly always, where errors are spread by chance', () => {
    let found = 0;
    for (let seed = 0; seed < 40; seed++) {
      const chance = randomFor(seed, 'chance');
      const losses = Float64Array.from({ length: rows }, () => Number(chance() < 0.2));
      found += Number(errorSlices(columns, losses).length > 0);
    }
    expect(found).toBeLessThanOrEqual(4);
  });
});

describe('a learning curve', () => {
  it('finds a power law again, and what twice the rows would bring', () => {
    const law = { limit: 0.9, scale: -2, power: 0.5 };
    const noise = randomFor(1, 'noise');
    const points = [100, 250, 500, 750, 1000].flatMap((size) =>
      [0, 1].map(() => ({ rows: size, score: scoreAt(law, size) + 0.0005 * normal(noise) })),
    );
    const found = learningCurve(points, { metric: 'roc_auc', direction: 'higher', seed: 1 });
    const gain = scoreAt(law, 2000) - scoreAt(law, 1000);
    expect(found.doubled?.gain).toBeCloseTo(gain, 2);
    expect(found.doubled?.low).toBeLessThan(gain);
    expect(found.doubled?.high).toBeGreaterThan(gain);
  });

  it('promises nothing where the curve is flat, nor with too few points', () => {
    const flat = [10, 20, 40, 80, 160].map((size) => ({ rows: size, score: 5 }));
    const found = learningCurve(flat, { metric: 'rmse', direction: 'lower', seed: 1 });
    expect(found.doubled).toEqual({ gain: 0, low: 0, high: 0 });
    const few = learningCurve(flat.slice(2), { metric: 'rmse', direction: 'lower', seed: 1 });
    expect(few).not.toHaveProperty('doubled');
  });
});

it('columns that say the same are found, in one set with what they are linked to', () => {
  const close = Float64Array.from(age, (value) => -value + random());
  const code = plan.map((value) => (value === null ? 'none' : `plan-${value}`));
  const related = relatedColumns(
    new Map<string, Vector>([
      ...columns,
      ['born', { kind: 'number', values: close }],
      ['code', { kind: 'string', values: code }],
    ]),
  );
  expect(related).toEqual([
    ['age', 'born'],
    ['plan', 'code'],
  ]);
});

it('the table of thresholds counts what deciding by each of them does', () => {
  const truth = Float64Array.from({ length: 1000 }, () => Number(random() < 0.3));
  const said = new Float64Array(2000);
  truth.forEach((value, row) => {
    const positive = Math.round(100 * Math.min(1, random() * 0.7 + 0.3 * value)) / 100;
    said.set([1 - positive, positive], 2 * row);
  });
  const { counts, positives, negatives } = thresholdTable(truth, { values: said, width: 2 });
  expect(counts).toHaveLength(99);
  expect(positives + negatives).toBe(1000);
  for (const { threshold, hits, alarms, misses } of counts) {
    const flagged = [...truth.keys()].filter((row) => (said[2 * row + 1] as number) >= threshold);
    expect(hits).toBe(flagged.filter((row) => truth[row] === 1).length);
    expect(alarms).toBe(flagged.length - hits);
    expect(misses).toBe(positives - hits);
  }
});
