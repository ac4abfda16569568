import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import type { Task } from '../../../src/contracts/task.js';
import type { TrainingMatrix } from '../../../src/contracts/training-matrix.js';
import { eliminated } from '../../../src/data/features/matrix/elimination.js';
import { fScores } from '../../../src/data/features/matrix/f-score.js';
import { lassoWeights } from '../../../src/data/features/matrix/lasso.js';
import { informationScores } from '../../../src/data/features/matrix/mutual-information.js';
import { gramOf } from '../../../src/data/features/matrix/parts/gram.js';
import { planFeatures } from '../../../src/data/features/plan-features.js';
import { matrixOf } from '../../../src/data/features/transform.js';
import { numbers, strings } from './column-stats.js';
import { batchOf, fit, rowsOf, trainFeatures } from './fitting.js';

interface Reference {
  readonly x: readonly (readonly number[])[];
  readonly classes: readonly number[];
  readonly target: readonly number[];
  readonly f: Readonly<Record<'classes' | 'target', readonly number[]>>;
  readonly 'mutual information': Readonly<Record<'classes' | 'target', readonly number[]>>;
  readonly selection: Readonly<
    Record<
      'classes' | 'target',
      { readonly lasso: readonly (readonly number[])[]; readonly rank: readonly number[] }
    >
  >;
  readonly pca: {
    readonly variance: readonly number[];
    readonly values: readonly (readonly number[])[];
    readonly 'count for 0.9': number;
  };
  readonly wide: {
    readonly x: readonly (readonly number[])[];
    readonly values: readonly (readonly number[])[];
  };
}

/** By scikit-learn 1.9.1: `bench/features-reference.py`. */
const given = JSON.parse(
  readFileSync(new URL('fixtures/matrices.json', import.meta.url), 'utf8'),
) as Reference;

const tasks: Readonly<Record<'classes' | 'target', Task>> = {
  classes: { kind: 'multiclass', target: 'y', classes: ['0', '1', '2'] },
  target: { kind: 'regression', target: 'y', classes: [] },
};

function matrix(by: 'classes' | 'target'): TrainingMatrix {
  const { x } = given;
  const width = x[0]?.length ?? 0;
  return {
    rows: x.length,
    names: Array.from({ length: width }, (_, at) => `f${at}`),
    values: Float32Array.from(x.flat()),
    isCode: Array<boolean>(width).fill(false),
    ...{ task: tasks[by], y: Float64Array.from(given[by]), seed: 1 },
  };
}

describe.each(['classes', 'target'] as const)('of %s', (by) => {
  test('F is that of scikit-learn', () => {
    fScores(matrix(by)).forEach((score, at) => {
      expect(score / (given.f[by][at] ?? NaN)).toBeCloseTo(1, 6);
    });
  });

  test('the weights of the lasso are those of scikit-learn', () => {
    const gram = gramOf(matrix(by));
    for (const [output, target] of gram.withTarget.entries()) {
      const alpha = 0.2 * Math.max(...target.map(Math.abs));
      for (const [at, weight] of lassoWeights(gram, target, alpha).entries()) {
        expect(weight).toBeCloseTo(given.selection[by].lasso[output]?.[at] ?? NaN, 6);
      }
    }
  });

  test('features are eliminated in the order of scikit-learn', () => {
    const order = eliminated(gramOf(matrix(by)));
    const rank = order.map((_, at) => order.length - order.indexOf(at));
    expect(rank).toEqual(given.selection[by].rank);
  });

  test('mutual information is that of scikit-learn', () => {
    informationScores(matrix(by)).forEach((score, at) => {
      // Between a number and a code, scikit-learn's own result depends in the third digit on its random state: it takes the root
      // of squared distances, and so counts or does not count the neighbour on the edge.
      const isExact = by === 'target' ? at < 4 : at >= 4;
      expect(score).toBeCloseTo(given['mutual information'][by][at] ?? NaN, isExact ? 10 : 2);
    });
  });
});

/** A table of number columns `c0`, `c1` …, unscaled. */
function tableOf(rows: readonly (readonly number[])[]) {
  const names = (rows[0] ?? []).map((_, at) => `c${at}`);
  const columns = Object.fromEntries(
    names.map((name, at) => [
      name,
      ['number', numbers(...rows.map((row) => row[at] ?? NaN))] as const,
    ]),
  );
  const batch = Object.fromEntries(
    Object.entries(columns).map(([name, [, vector]]) => [name, vector]),
  );
  const unscaled = Object.fromEntries(names.map((name) => [name, { scale: 'none' }]));
  return { columns, batch, unscaled };
}

describe('principal components', () => {
  test.each([
    ['more rows than features', { x: given.x, expected: given.pca.values, components: 6 }],
    ['fewer rows than features', { x: given.wide.x, expected: given.wide.values, components: 5 }],
  ] as const)('are those of scikit-learn: %s', async (_, { x, expected, components }) => {
    const { columns, batch, unscaled } = tableOf(x);
    const fitted = await fit(columns, { ...unscaled, _: { reduce: 'pca', components } });
    expect(fitted.outputs).toEqual(Array.from({ length: components }, (__, at) => `pca${at + 1}`));
    rowsOf(fitted, batch).forEach((row, at) => {
      row.forEach((value, place) => expect(value).toBeCloseTo(expected[at]?.[place] ?? NaN, 5));
    });
  });

  test('are as many as hold a share of the variance', async () => {
    const { columns, batch, unscaled } = tableOf(given.x);
    const fitted = await fit(columns, { ...unscaled, _: { reduce: 'pca', components: 0.9 } });
    expect(fitted.width).toBe(given.pca['count for 0.9']);
    expect(matrixOf(fitted, batchOf(batch)).columns).toHaveLength(fitted.width);
  });

  test('of too many features are refused, with a way out', async () => {
    const random = randomFor(1, 'wide');
    const rows = Array.from({ length: 610 }, () => Array.from({ length: 610 }, random));
    const { columns, unscaled } = tableOf(rows);
    await expect(fit(columns, { ...unscaled, _: { reduce: 'pca' } })).rejects.toMatchObject({
      code: 'features/too-many-for-pca',
    });
  });

  test('refuse more components than there are', async () => {
    const { columns, unscaled } = tableOf(given.x.map((row) => row.slice(0, 3)));
    const fitted = (components: number) =>
      fit(columns, { ...unscaled, _: { reduce: 'pca', components } });
    expect((await fitted(3)).outputs).toHaveLength(3);
    await expect(fitted(4)).rejects.toThrow('there are no more than 3');
  });

  test('leave codes of categories alone', async () => {
    const { columns, batch, unscaled } = tableOf(given.x.map((row) => row.slice(0, 3)));
    const plan = strings(...given.x.map((_, row) => 'ab'[row % 2] ?? null));
    const table = { plan: ['category', plan] as const, ...columns };
    const fitted = await fit(table, { ...unscaled, _: { reduce: 'pca', components: 2 } }, 'native');
    expect(fitted.outputs).toEqual(['pca1', 'pca2', 'plan']);
    expect(fitted.blocks).toEqual([
      { name: 'plan', kind: 'category', levels: 3, start: 2, width: 1 },
    ]);
    expect(rowsOf(fitted, { ...batch, plan }).map((row) => row[2])).toEqual(
      given.x.map((_, row) => row % 2),
    );
  });
});

describe('selection', () => {
  const random = randomFor(5, 'selection');
  const y = Array.from({ length: 200 }, () => Number(random() < 0.4));
  const noisy = (strength: number) => y.map((value) => value * strength + random());
  const good = noisy(2);
  const rows = y.map((_, row) => [
    random(),
    good[row] ?? 0,
    (good[row] ?? 0) * 3 + 1e-3 * random(),
    4,
    random(),
  ]);
  const { columns, batch, unscaled } = tableOf(rows);
  const target = { task: { kind: 'binary', target: 'y', classes: ['0', '1'] } as const, y };
  const kept = async (_: Record<string, unknown>) => {
    const { fitted } = await trainFeatures(columns, { ...unscaled, _ }, { target });
    return fitted.outputs;
  };

  test.each([
    [{ select: 'variance' }, ['c0', 'c1', 'c2', 'c4']],
    [{ select: 'correlation', max_correlation: 0.9 }, ['c0', 'c1', 'c3', 'c4']],
    [{ select: 'f-score', keep: 2 }, ['c1', 'c2']],
    [{ select: 'mutual-information', keep: 0.4 }, ['c1', 'c2']],
    [{ select: 'lasso', l1: 0.5 }, ['c1']],
    [{ select: 'elimination', keep: 1 }, ['c1']],
    [{ select: 'permutation', keep: 2 }, ['c1', 'c2']],
    [{ select: ['correlation', 'f-score'], keep: 1 }, ['c1']],
  ] as const)('%j keeps %j', async (declared, expected) => {
    expect(await kept(declared)).toEqual(expected);
  });

  test('permutation sees what only two features together say', async () => {
    const draw = randomFor(6, 'selection');
    const cells = Array.from({ length: 400 }, () =>
      Array.from({ length: 6 }, () => 2 * draw() - 1),
    );
    const table = tableOf(cells);
    const answer = cells.map((row) => Number((row[1] ?? 0) * (row[4] ?? 0) > 0));
    const keptBy = async (select: string) => {
      const declared = { ...table.unscaled, _: { select, keep: 2 } };
      const { fitted } = await trainFeatures(table.columns, declared, {
        target: { ...target, y: answer },
      });
      return fitted.outputs;
    };
    expect(await keptBy('permutation')).toEqual(['c1', 'c4']);
    expect(await keptBy('elimination')).not.toEqual(['c1', 'c4']);
  });

  test('says so when the rows it looks at do not fit in memory', async () => {
    const bytes = rows.length * 5 * 4;
    const choose = (roomBytes: number) =>
      trainFeatures(columns, { ...unscaled, _: { select: 'variance' } }, { target, roomBytes });
    await expect(choose(bytes - 1)).rejects.toMatchObject({ code: 'features/too-large' });
    expect((await choose(bytes)).fitted.outputs).toHaveLength(4);
    // Nothing else needs them together.
    const { fitted } = await trainFeatures(columns, unscaled, { target, roomBytes: 1 });
    expect(fitted.outputs).toHaveLength(5);
  });

  test('gives one row alone what it gives it in a batch', async () => {
    const _ = { select: 'f-score', keep: 3, reduce: 'pca', components: 2 };
    const { fitted } = await trainFeatures(columns, { ...unscaled, _ }, { target });
    const together = rowsOf(fitted, batch);
    fc.assert(
      fc.property(fc.nat(rows.length - 1), (row) => {
        const alone = Object.fromEntries(
          (rows[row] ?? []).map((value, at) => [`c${at}`, numbers(value)]),
        );
        expect(rowsOf(fitted, alone)[0]).toEqual(together[row]);
      }),
    );
  });

  test('does not see what only the own target of a row has taught', async () => {
    const chance = randomFor(9, 'chance');
    const count = 3000;
    const codes = Array.from({ length: count }, () => `c${Math.floor(chance() * 600)}`);
    const drawn = Array.from({ length: count }, () => Number(chance() < 0.5));
    const real = drawn.map((value) => value * 0.4 + chance());
    const { fitted } = await trainFeatures(
      { codes: ['category', strings(...codes)], real: ['number', numbers(...real)] },
      { codes: { encode: 'target' }, _: { select: 'f-score', keep: 1 } },
      { target: { ...target, y: drawn } },
    );
    expect(fitted.outputs).toEqual(['real']);
  });

  test('is checked, every problem with its path', () => {
    const { problems } = planFeatures(
      [{ name: 'x', type: 'number', role: 'feature' }],
      { _: { select: 'mutual-infomation', keep: 0, reduce: 'pca', component: 3 } },
      { facts: new Map() },
    );
    expect(problems.map(({ code, path, hints }) => [code, path.join('.'), hints?.[0]])).toEqual([
      ['features/unknown-step', '_.select', 'Did you mean `mutual-information`?'],
      [
        'features/bad-option',
        '_.keep',
        '`keep` belongs to `select: f-score`, `select: mutual-information`, `select: elimination`, `select: permutation`',
      ],
      ['features/bad-option', '_.component', 'Did you mean `components`?'],
    ]);
  });
});
