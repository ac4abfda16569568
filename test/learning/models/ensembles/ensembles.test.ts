import { describe, expect, test } from 'vitest';
import { decodeSavedModel, encodeSavedModel } from '../../../../src/artifacts/saved-model.js';
import type { SavedModel } from '../../../../src/contracts/model.js';
import type { TaskKind } from '../../../../src/contracts/task.js';
import { bagging } from '../../../../src/learning/models/ensembles/bagging.js';
import {
  columnsOf,
  composer,
  type Part,
} from '../../../../src/learning/models/ensembles/compose.js';
import { nest, unnest } from '../../../../src/learning/models/ensembles/nested-model.js';
import { dealFolds, outOfFold } from '../../../../src/learning/models/ensembles/out-of-fold.js';
import { stacking } from '../../../../src/learning/models/ensembles/stacking.js';
import { voting } from '../../../../src/learning/models/ensembles/voting.js';
import { modelFamilies } from '../../../../src/learning/models/index.js';
import type { ModelFamily, TrainingData } from '../../../../src/learning/models/model-family.js';
import { predictorOf } from '../../../../src/learning/models/predict.js';
import { contextFor, dataFor, defaultsOf, errorOf, lossOf, rowsFor } from '../fixtures.js';

/** A matrix of two readings side by side: columns 0 … 2 and the same again with a code for the sign of the first. */
function twoReadings(data: TrainingData): TrainingData {
  const wide = (rows: TrainingData['train']) => {
    const values = new Float32Array(rows.x.rows * 7);
    for (let row = 0; row < rows.x.rows; row++) {
      const own = rows.x.values.subarray(row * 3, row * 3 + 3);
      values.set([...own, ...own, (own[0] ?? 0) > 0 ? 1 : 0], row * 7);
    }
    const columns = ['a', 'b', 'c', 'native a', 'native b', 'native c', 'sign'];
    const blocks = [{ name: 'sign', kind: 'category' as const, start: 6, width: 1, levels: 3 }];
    return { ...rows, x: { rows: rows.x.rows, columns, values, blocks } };
  };
  return { task: data.task, train: wide(data.train) };
}

const parts = new Map<string, Part>(
  [
    ['line', 'linear', 0, 3],
    ['forest', 'random-forest', 3, 4],
  ].map(([name, family, start, width]) => {
    const made = modelFamilies.get(String(family));
    const params = { ...defaultsOf(made.params), ...(name === 'forest' && { trees: 20 }) };
    return [
      String(name),
      {
        family: made,
        params: params,
        start: Number(start),
        width: Number(width),
      },
    ];
  }),
);

async function fit(family: ModelFamily, kind: TaskKind, params: object) {
  const data = twoReadings(dataFor(kind, 150));
  const context = composer(data, { parts, families: modelFamilies, context: contextFor() });
  const values = { ...defaultsOf(family.params), ...params } as Record<string, never>;
  return { data, context, fitted: await family.fit(data, values, context) };
}

const answer = (family: ModelFamily, model: SavedModel) => family.predictor(model, predictorOf);

const ensembles = [
  [voting, { of: ['line', 'forest'], weights: [3, 1] }],
  [bagging, { of: 'forest', copies: 3 }],
  [stacking, { of: ['line', 'forest'], folds: 3 }],
] as const;

describe.each(ensembles)('$name', (family, params) => {
  test.each(['binary', 'multiclass', 'regression'] as const)(
    'learns, goes through bytes and answers row by row, for %s',
    async (kind) => {
      const { fitted, data } = await fit(family, kind, params);
      const fresh = twoReadings({ task: data.task, train: rowsFor(kind, 50, 9) }).train;
      const said = answer(family, fitted.model)(fresh.x);
      const back = decodeSavedModel(encodeSavedModel(fitted.model));
      expect(answer(family, back)(fresh.x)).toEqual(said);
      const alone = answer(
        family,
        back,
      )(columnsOf(fresh.x, { start: 0, width: 7 }, Uint32Array.of(7)));
      expect(alone.values).toEqual(said.values.slice(7 * said.width, 8 * said.width));
      const wrong = errorOf(fitted.model, said, fresh.y);
      expect(wrong).toBeLessThan(kind === 'regression' ? 500 : 0.4);
      const again = await fit(family, kind, params);
      expect(again.fitted.model).toEqual(fitted.model);
    },
  );

  test('says which candidate is not there', async () => {
    const fitting = fit(family, 'binary', { of: family === bagging ? 'nobody' : ['nobody'] });
    await expect(fitting).rejects.toMatchObject({ code: 'learning/unknown-member' });
  });
});

test('voting is the weighted mean of its members', async () => {
  const { fitted, data } = await fit(voting, 'binary', { of: ['line', 'forest'], weights: [3, 1] });
  const [line, forest] = unnest(fitted.model).map(({ model, start }) =>
    predictorOf(model)(columnsOf(data.train.x, { start, width: model.inputs.length })),
  );
  const said = answer(voting, fitted.model)(data.train.x);
  for (const [at, value] of said.values.entries()) {
    const mean = 0.75 * (line?.values[at] ?? 0) + 0.25 * (forest?.values[at] ?? 0);
    expect(value).toBeCloseTo(mean, 12);
  }
});

test('voting takes the mean of forecasts, step by step, and passes the series on to its members', async () => {
  const data = dataFor('forecast', 120);
  const forecasts = new Map(
    ['seasonal-naive', 'window-linear'].map((name): [string, Part] => {
      const family = modelFamilies.get(name);
      return [name, { family, params: defaultsOf(family.params), start: 0, width: 0 }];
    }),
  );
  const context = composer(data, {
    parts: forecasts,
    families: modelFamilies,
    context: contextFor(),
  });
  const of = [...forecasts.keys()];
  const { model } = await voting.fit(data, { of, weights: undefined }, context);
  const said = answer(voting, model)(data.train.x);
  const [naive, linear] = unnest(model).map((member) => predictorOf(member.model)(data.train.x));
  expect(said.width).toBe(data.task.forecast?.horizon);
  expect(naive?.values).not.toEqual(linear?.values);
  expect(said.values).toEqual(
    said.values.map((_, at) => 0.5 * (naive?.values[at] ?? 0) + 0.5 * (linear?.values[at] ?? 0)),
  );
});

test('stacking listens to who is right', async () => {
  const { fitted, data } = await fit(stacking, 'regression', { of: ['line', 'forest'] });
  const fresh = twoReadings({ task: data.task, train: rowsFor('regression', 200, 9) }).train;
  const members = unnest(fitted.model).slice(0, 2);
  const [line = 0, forest = 0] = members.map(({ model, start }) => {
    const x = columnsOf(fresh.x, { start, width: model.inputs.length });
    return lossOf(model, predictorOf(model)(x), fresh.y);
  });
  const together = lossOf(fitted.model, answer(stacking, fitted.model)(fresh.x), fresh.y);
  // The target is linear: the forest is far behind, and must not drag the line down.
  expect(forest).toBeGreaterThan(2 * line);
  expect(together).toBeLessThan(1.1 * line);
});

test('folds hold each row once, and their share of each class', () => {
  const data = dataFor('multiclass', 100);
  const folds = dealFolds(data, 4, contextFor());
  expect(folds.flatMap((rows) => [...rows]).sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
  for (const label of [0, 1, 2]) {
    const counts = folds.map((rows) => rows.filter((row) => data.train.y[row] === label).length);
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  }
});

test('answers out of fold come from a model that has not seen the row', async () => {
  const { data, context } = await fit(voting, 'regression', { of: ['line'] });
  const folds = dealFolds(data, 5, context);
  const x = await outOfFold(data, { names: ['line'], folds }, context);
  // A target that is far off in one row changes what is said of all others, but not of itself: that fold left it out.
  const y = data.train.y.slice();
  const [row = 0] = folds[0] ?? [];
  y[row] = 1e6;
  const bent = { ...data, train: { ...data.train, y } };
  const bentContext = composer(bent, { parts, families: modelFamilies, context: contextFor() });
  const other = await outOfFold(bent, { names: ['line'], folds }, bentContext);
  for (const each of folds[0] ?? []) expect(other.values[each]).toBe(x.values[each]);
  for (const each of folds[1] ?? []) expect(other.values[each]).not.toBe(x.values[each]);
});

test('models come out as they went in', () => {
  const model: SavedModel = {
    family: 'linear',
    task: { kind: 'binary', target: 'y', classes: ['a', 'b'] },
    inputs: ['x'],
    config: { solver: 'lbfgs' },
    weights: { weights: { shape: [1, 1], values: Float32Array.of(2) } },
  };
  const models = [0, 1, 10].map((start) => ({ name: `m${start}`, start, model }));
  const { members, weights } = nest(models);
  const outer = { ...model, config: { members } as never, weights };
  expect(unnest(outer)).toEqual(models);
});
