import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import type { Task } from '../../../src/contracts/task.js';
import type { TrainedFeatures } from '../../../src/data/features/fitted-features.js';
import { foldCount, foldOf } from '../../../src/data/features/folds.js';
import { matrixOf } from '../../../src/data/features/transform.js';
import { transformTraining } from '../../../src/data/features/transform-training.js';
import { numbers, strings } from './column-stats.js';
import { batchOf, trainFeatures } from './fitting.js';

const binary: Task = { kind: 'binary', target: 'y', classes: ['no', 'yes'] };
const regression: Task = { kind: 'regression', target: 'y', classes: [] };
const encodeByTarget = { c: { encode: 'target' } };

test('a training row reads the same whatever its own target is', async () => {
  const values = fc.array(
    fc.tuple(fc.constantFrom('a', 'b', 'c', null), fc.integer({ min: -9, max: 9 })),
    {
      minLength: 2,
      maxLength: 40,
    },
  );
  await fc.assert(
    fc.asyncProperty(
      values,
      fc.nat(),
      fc.integer({ min: -1000, max: 1000 }),
      async (rows, pick, other) => {
        const place = pick % rows.length;
        const categories = rows.map(([category]) => category);
        const y = rows.map(([, target]) => target);
        const changed = y.map((value, row) => (row === place ? other : value));
        // In its own unit: the scale is one for all rows, and so knows every target a little.
        const [once, again] = [
          await trainingValues(categories, y),
          await trainingValues(categories, changed),
        ];
        expect(again[place]).toBeCloseTo(once[place] ?? NaN, 3);
      },
    ),
    { numRuns: 60 },
  );
});

test('a random target of 1,000 categories teaches nothing, where encoding in fold would seem to', async () => {
  const random = randomFor(2, 'leak');
  const draw = (rows: number) => ({
    categories: Array.from({ length: rows }, () => `c${Math.floor(random() * 1000)}`),
    y: Array.from({ length: rows }, () => Number(random() < 0.5)),
  });
  const [train, validation] = [draw(6000), draw(4000)];
  const trained = await trainFeatures(
    { c: ['category', strings(...train.categories)] },
    encodeByTarget,
    { target: { task: binary, y: train.y } },
  );
  const inFold = matrixOf(trained.fitted, batchOf({ c: strings(...train.categories) })).values;
  const outOfFold = written(trained, train.categories);
  const held = matrixOf(trained.fitted, batchOf({ c: strings(...validation.categories) })).values;
  expect(areaUnderCurve(inFold, train.y)).toBeGreaterThan(0.65);
  expect(Math.abs(areaUnderCurve(outOfFold, train.y) - 0.5)).toBeLessThan(0.03);
  expect(Math.abs(areaUnderCurve(held, validation.y) - 0.5)).toBeLessThan(0.03);
});

test('every row has a fold, about as many in each, and the same with every look', () => {
  const counts = Array<number>(foldCount).fill(0);
  for (let row = 0; row < 10_000; row++) counts[foldOf(7, row)] = (counts[foldOf(7, row)] ?? 0) + 1;
  for (const count of counts) expect(Math.abs(count - 2000)).toBeLessThan(200);
});

test('features that do not look at the target have no folds', async () => {
  const { folds } = await trainFeatures({ x: ['number', numbers(1, 2, 3)] }, {}, {});
  expect(folds).toEqual([]);
});

async function trainingValues(
  categories: readonly (string | null)[],
  y: readonly number[],
): Promise<number[]> {
  const trained = await trainFeatures({ c: ['category', strings(...categories)] }, encodeByTarget, {
    reading: 'native',
    target: { task: regression, y },
  });
  return [...written(trained, categories)];
}

function written(trained: TrainedFeatures, categories: readonly (string | null)[]): Float32Array {
  const target = new Float32Array(categories.length * trained.fitted.width);
  const rowIds = Float64Array.from(categories, (_, row) => row);
  transformTraining(trained, batchOf({ c: strings(...categories) }), {
    ...{ rowIds, seed: 1, target, rowOffset: 0 },
  });
  return target;
}

/** The share of pairs of a positive and a negative row that are in order; ties count half. */
function areaUnderCurve(scores: Float32Array, y: readonly number[]): number {
  const order = [...scores.keys()].sort((a, b) => (scores[a] as number) - (scores[b] as number));
  let [sum, start] = [0, 0];
  while (start < order.length) {
    let end = start;
    while (end < order.length && scores[order[end] as number] === scores[order[start] as number])
      end++;
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at++) sum += rank * (y[order[at] as number] as number);
    start = end;
  }
  const positives = y.reduce((total, value) => total + value, 0);
  return (sum - (positives * (positives + 1)) / 2) / (positives * (y.length - positives));
}
