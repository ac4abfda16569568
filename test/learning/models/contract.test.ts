import { describe, expect, test } from 'vitest';
import type { SavedModel, Weights } from '../../../src/contracts/model.js';
import type { TaskKind } from '../../../src/contracts/task.js';
import { metrics } from '../../../src/learning/metrics/index.js';
import { scoreOf } from '../../../src/learning/metrics/metric.js';
import { baseline } from '../../../src/learning/models/baseline.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import type { ModelFamily } from '../../../src/learning/models/model-family.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import { seasonalNaive } from '../../../src/learning/models/seasonal-naive.js';
import {
  contextFor,
  dataFor,
  defaultsOf,
  errorOf,
  lossOf,
  neededRows,
  rowsFor,
  rowsOf,
} from './fixtures.js';

const cases = [...modelFamilies]
  .filter(({ composes }) => composes !== true)
  .flatMap((family) => family.tasks.map((kind) => ({ name: family.name, kind, family })));

const fit = async (family: ModelFamily, data: ReturnType<typeof dataFor>, context = contextFor()) =>
  family.fit(data, defaultsOf(family.params), context);

/** What every family of a task must beat. */
function floorFor(kind: TaskKind): ModelFamily {
  return kind === 'forecast' ? seasonalNaive : baseline;
}

/** The model as it comes back from disk: JSON beside raw bytes. */
function reloaded(model: SavedModel): SavedModel {
  const { weights, ...facts } = model;
  const bytes = Object.entries(weights).map(([name, { shape, values }]): [string, Weights] => {
    const file = new Uint8Array(values.buffer.slice(values.byteOffset)).slice(0, values.byteLength);
    const kind = values.constructor as new (bytes: ArrayBuffer) => Weights['values'];
    return [name, { shape: [...shape], values: new kind(file.buffer) }];
  });
  return {
    ...(JSON.parse(JSON.stringify(facts)) as typeof facts),
    weights: Object.fromEntries(bytes),
  };
}

/** What every model family promises, whatever it learns. A new family is tested by its registry line. */
describe.each(cases)('$name for $kind', ({ kind, family }) => {
  const data = dataFor(kind, 120, family.needs);
  const fitted = fit(family, data);
  const fresh = neededRows(kind, { count: 40, seed: 3, needs: family.needs });

  test('names itself, its task and its inputs in what it saves', async () => {
    const { model } = await fitted;
    expect(model.family).toBe(family.name);
    expect(model.task).toEqual(data.task);
    expect(model.inputs).toEqual(data.train.x.columns);
  });

  test('gives the same bytes for the same seed', async () => {
    const [first, second] = [await fitted, await fit(family, data)];
    expect(second.model).toEqual(first.model);
    expect(second.history).toEqual(first.history);
  });

  test('predicts the same after its model went through JSON and bytes', async () => {
    const { model } = await fitted;
    expect(predictorOf(reloaded(model))(fresh.x)).toEqual(predictorOf(model)(fresh.x));
  });

  test('says the same of a row alone and of a row among others', async () => {
    const { model } = await fitted;
    const predict = predictorOf(model);
    const { width, values } = predict(fresh.x);
    for (const row of [0, 17, 39]) {
      const alone = predict(rowsOf(fresh.x, [row]));
      expect(alone.values).toEqual(values.slice(row * width, (row + 1) * width));
    }
  });

  test('gives finite values, and probabilities that sum to 1', async () => {
    const { model } = await fitted;
    const { rows, width, values } = predictorOf(model)(fresh.x);
    expect(rows).toBe(40);
    expect(values).toHaveLength(rows * width);
    expect(values.every(Number.isFinite)).toBe(true);
    if (kind === 'forecast') {
      expect(width).toBe(4);
      return;
    }
    if (kind === 'regression' || kind === 'anomaly') {
      expect(width).toBe(1);
      return;
    }
    expect(width).toBe(data.task.classes.length);
    expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
    for (let row = 0; row < rows; row++) {
      const sum = values.slice(row * width, (row + 1) * width).reduce((a, b) => a + b);
      expect(sum).toBeCloseTo(1, 12);
    }
  });

  test('answers for no rows', async () => {
    const { model } = await fitted;
    expect(predictorOf(model)(rowsOf(fresh.x, [])).rows).toBe(0);
  });

  test('stops when it is aborted', async () => {
    const reason = new Error('enough');
    const context = contextFor({ signal: AbortSignal.abort(reason) });
    await expect(fit(family, data, context)).rejects.toBe(reason);
  });

  test('refuses to learn from nothing', async () => {
    const nothing = { x: rowsOf(fresh.x, []), y: new Float64Array(0) };
    const learning = fit(family, { task: data.task, train: nothing });
    await expect(learning).rejects.toMatchObject({ code: 'learning/no-rows' });
  });

  test.runIf(kind === 'anomaly')('scores odd rows higher, and never looks at labels', async () => {
    const { model } = await fitted;
    const turned = { ...data.train, y: data.train.y.map((label) => 1 - label) };
    const other = await fit(family, {
      task: data.task,
      train: turned,
      ...(data.validation && { validation: data.validation }),
    });
    expect(other.model).toEqual(model);
    const many = rowsFor(kind, 200, 5);
    const truth = { task: data.task, values: many.y };
    const predictions = predictorOf(model)(many.x);
    const { value } = scoreOf(metrics.get('roc_auc'), { truth, predictions });
    expect(value).toBeGreaterThan(0.95);
  });

  test.skipIf(family.name === floorFor(kind).name || kind === 'anomaly')(
    'learns something the baseline does not',
    async () => {
      const { model } = await fitted;
      const { model: floor } = await fit(floorFor(kind), data);
      const [said, floorSaid] = [predictorOf(model)(fresh.x), predictorOf(floor)(fresh.x)];
      expect(lossOf(model, said, fresh.y)).toBeLessThan(lossOf(floor, floorSaid, fresh.y));
      const wrong = errorOf(model, said, fresh.y);
      expect(wrong).toBeLessThan((errorOf(floor, floorSaid, fresh.y) * 2) / 3);
    },
  );
});
