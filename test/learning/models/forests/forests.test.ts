import { describe, expect, test } from 'vitest';
import type { Matrix } from '../../../../src/contracts/matrix.js';
import { normal, randomFor } from '../../../../src/contracts/seeded-random.js';
import type { TaskKind } from '../../../../src/contracts/task.js';
import { fitForest } from '../../../../src/learning/models/forests/fit-forest.js';
import { forestRows } from '../../../../src/learning/models/forests/forest-rows.js';
import { modelFamilies } from '../../../../src/learning/models/index.js';
import { predictorOf } from '../../../../src/learning/models/predict.js';
import { contextFor, defaultsOf, errorOf } from '../fixtures.js';

const classesOf = {
  binary: ['0', '1'],
  multiclass: ['0', '1', '2'],
  regression: [],
  anomaly: ['no', 'yes'],
  forecast: [],
};

/** Two numbers and a category of `codes` codes whose effect has nothing to do with their order; a tenth is missing. */
function mixedRows(
  kind: TaskKind,
  rows: number,
  { seed, codes = 30 }: { seed: number; codes?: number },
) {
  const random = randomFor(seed, 'mixed');
  const effects = randomFor(1, 'effects');
  const effect = Array.from({ length: codes }, () => normal(effects));
  const values = new Float32Array(rows * 3);
  const y = new Float64Array(rows);
  for (let row = 0; row < rows; row++) {
    const [a, b, code] = [normal(random), normal(random), Math.floor(codes * random())];
    const score = a + 1.5 * (effect[code] as number);
    y[row] = kind === 'regression' ? 10 + score : score < -1 ? 0 : score < 1 ? 1 : 2;
    if (kind === 'binary') y[row] = score > 0 ? 1 : 0;
    const cells = [a, b, code].map((value) => (random() < 0.1 ? NaN : value));
    values.set(cells, row * 3);
  }
  const x: Matrix = {
    rows,
    columns: ['a', 'b', 'c'],
    values,
    blocks: [{ name: 'c', kind: 'category', start: 2, width: 1, levels: codes + 1 }],
  };
  return { x, y };
}

async function fit(
  name: string,
  kind: TaskKind,
  { codes = 30, ...params }: { codes?: number; [param: string]: unknown } = {},
) {
  const family = modelFamilies.get(name);
  return family.fit(
    {
      task: { kind, target: 'y', classes: classesOf[kind] },
      train: mixedRows(kind, 900, { seed: 2, codes }),
    },
    { ...defaultsOf(family.params), trees: 40, ...params },
    contextFor(),
  );
}

describe.each(['random-forest', 'extra-trees'])('%s', (name) => {
  test.each(['binary', 'multiclass', 'regression'] as const)(
    'learns from categories and what is missing, for %s',
    async (kind) => {
      const { model } = await fit(name, kind, { min_leaf: 3 });
      const fresh = mixedRows(kind, 600, { seed: 3 });
      const wrong = errorOf(model, predictorOf(model)(fresh.x), fresh.y);
      // What guessing gives: two of three rows or half of them wrong, or the variance of the target.
      const guess = { binary: 0.5, multiclass: 0.55, regression: 3 }[kind];
      expect(wrong).toBeLessThan(0.6 * guess);
    },
  );

  test('does not learn the target from names that stand for a row or two', async () => {
    const family = modelFamilies.get(name);
    const task = { kind: 'regression' as const, target: 'y', classes: [] };
    const params = { ...defaultsOf(family.params), trees: 40 };
    const errorWith = async (names: number) => {
      const of = (seed: number) => {
        const random = randomFor(seed, 'names');
        const rows = Array.from({ length: 300 }, () => [normal(random), normal(random), random()]);
        return {
          x: {
            rows: rows.length,
            columns: ['a', 'b', 'name'],
            values: Float32Array.from(
              rows.flatMap(([a, b, c]) => [a, b, Math.floor(names * (c as number))] as number[]),
            ),
            blocks: [{ name: 'name', kind: 'category', start: 2, width: 1, levels: names }],
          } satisfies Matrix,
          y: Float64Array.from(rows, ([a, b]) => (a as number) + (b as number)),
        };
      };
      const { model } = await family.fit({ task, train: of(1) }, params, contextFor());
      const fresh = of(2);
      return errorOf(model, predictorOf(model)(fresh.x), fresh.y);
    };
    expect(await errorWith(250)).toBeLessThan(1.1 * (await errorWith(1)));
  });

  test('finds the columns that matter', async () => {
    const { model } = await fit(name, 'regression', { max_features: 'all' });
    const [a = 0, b = 0, c = 0] = model.config['importance'] as number[];
    expect(a + b + c).toBeCloseTo(1, 9);
    expect(Math.min(a, c)).toBeGreaterThan(2 * b);
  });

  test('counts a row of weight 0 as none', async () => {
    const family = modelFamilies.get(name);
    const { x, y } = mixedRows('binary', 300, { seed: 5 });
    const weights = Float64Array.from(y, (_, row) => (row < 200 ? 1 : 0));
    const wrong = y.map((label, row) => (row < 200 ? label : 1 - label));
    const task = { kind: 'binary' as const, target: 'y', classes: ['0', '1'] };
    const params = {
      ...defaultsOf(family.params),
      trees: 5,
      bootstrap: false,
    } as unknown as Record<string, never>;
    const learn = async (labels: Float64Array) =>
      (await family.fit({ task, train: { x, y: labels, weights } }, params, contextFor())).model;
    const [straight, bent] = [await learn(y), await learn(wrong)];
    expect(bent.weights).toEqual(straight.weights);
  });

  test('refuses a share that is none', async () => {
    for (const max_features of ['many', 1.5, 0]) {
      const learning = fit(name, 'binary', { max_features });
      await expect(learning).rejects.toMatchObject({ code: 'learning/unknown-share' });
    }
  });

  test('keeps to the depth and the rows in a leaf it is given', async () => {
    const { model } = await fit(name, 'binary', { max_depth: 2 });
    const nodes = model.weights['forest.feature']?.values.length ?? 0;
    expect(nodes).toBeLessThanOrEqual(40 * 7);
    const { model: coarse } = await fit(name, 'binary', { min_leaf: 200, bootstrap: false });
    const covers = coarse.weights['forest.cover']?.values ?? [];
    expect(Math.min(...covers)).toBeGreaterThanOrEqual(200);
  });
});

test.each([3, 8, 10, 11])(
  'trees answer for the rows of %i categories as they learnt them',
  async (codes) => {
    // Trees that see every row and go on to the last know each by heart, unless rows go other ways than when they were grown.
    const family = modelFamilies.get('extra-trees');
    const train = mixedRows('regression', 200, { seed: 5, codes });
    const { model } = await family.fit(
      { task: { kind: 'regression', target: 'y', classes: [] }, train },
      { ...defaultsOf(family.params), trees: 30, min_leaf: 1 },
      contextFor(),
    );
    const said = predictorOf(model)(train.x).values;
    const cell = (row: number, column: number) => train.x.values[row * 3 + column] as number;
    const isOther = (row: number) =>
      Math.abs((said[row] as number) - (train.y[row] as number)) > 1e-5;
    // Rows without either number cannot be told apart.
    const rows = [...said.keys()].filter(
      (row) => !(Number.isNaN(cell(row, 0)) && Number.isNaN(cell(row, 1))),
    );
    expect(rows.length).toBeGreaterThan(190);
    expect(rows.filter(isOther)).toEqual([]);
  },
);

test('adaboost learns from categories', async () => {
  const { model } = await fit('adaboost', 'binary', { max_depth: 4 });
  const fresh = mixedRows('binary', 600, { seed: 3 });
  // Two numbers alone leave 0.4 of the rows wrong.
  expect(errorOf(model, predictorOf(model)(fresh.x), fresh.y)).toBeLessThan(0.25);
});

test.each([8, 30])(
  'an estimate from the rows out of bag is near the error on fresh rows, of %i categories',
  async (codes) => {
    const { notes, model } = await fit('random-forest', 'binary', { trees: 100, codes });
    const said = Number(/out of bag, ([\d.]+) %/.exec(notes[0] ?? '')?.[1]);
    const fresh = mixedRows('binary', 2000, { seed: 9, codes });
    const right = 1 - errorOf(model, predictorOf(model)(fresh.x), fresh.y);
    expect(Math.abs(said / 100 - right)).toBeLessThan(0.04);
  },
);

test.each([8, 30])(
  'a forest of %i categories is the same whatever the number of threads',
  { timeout: 120_000 },
  async (codes) => {
    const { x, y } = mixedRows('multiclass', 40_000, { seed: 4, codes });
    const task = { kind: 'multiclass' as const, target: 'y', classes: classesOf.multiclass };
    const rows = forestRows(task, { x, y }, 5);
    const options = {
      trees: 24,
      tried: 2,
      minLeaf: 20,
      maxDepth: Infinity,
      drawn: false,
      ordersDrawn: true,
      drawnShare: 1,
      seed: 3,
      label: 'forest',
    };
    const [one, two, three] = await Promise.all(
      [1, 2, 3].map(async (threads) => {
        const fitted = await fitForest(rows, { ...options, threads }, contextFor());
        return { ...fitted, outside: fitted.outside?.sums };
      }),
    );
    expect(two).toEqual(one);
    expect(three).toEqual(one);
  },
);

test('threads end when the training is aborted', { timeout: 60_000 }, async () => {
  const { x, y } = mixedRows('regression', 60_000, { seed: 4 });
  const task = { kind: 'regression' as const, target: 'y', classes: [] };
  const rows = forestRows(task, { x, y }, 5);
  const stop = new AbortController();
  const reason = new Error('enough');
  const growing = fitForest(
    rows,
    {
      trees: 500,
      tried: 3,
      minLeaf: 1,
      maxDepth: Infinity,
      drawn: false,
      ordersDrawn: true,
      seed: 3,
      label: 'forest',
      threads: 2,
    },
    contextFor({ signal: stop.signal, emit: () => stop.abort(reason) }),
  );
  await expect(growing).rejects.toBe(reason);
});
