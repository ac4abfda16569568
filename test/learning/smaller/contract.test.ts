import { describe, expect, test } from 'vitest';
import { decodeSavedModel, encodeSavedModel } from '../../../src/artifacts/saved-model.js';
import type { Matrix } from '../../../src/contracts/matrix.js';
import type { SavedModel } from '../../../src/contracts/model.js';
import type { TaskKind } from '../../../src/contracts/task.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import { smallerMethods } from '../../../src/learning/smaller/index.js';
import { contextFor, dataFor, defaultsOf, errorOf } from '../models/fixtures.js';

const fits = [
  { family: 'mlp', kind: 'binary', given: { layers: [24, 16], epochs: 30 } },
  { family: 'mlp', kind: 'regression', given: { layers: [24, 16], epochs: 30 } },
  { family: 'linear', kind: 'multiclass', given: {} },
  { family: 'gradient-boosting', kind: 'binary', given: { trees: 30 } },
  { family: 'gradient-boosting', kind: 'multiclass', given: { trees: 20 } },
  { family: 'random-forest', kind: 'regression', given: { trees: 30 } },
  { family: 'extra-trees', kind: 'multiclass', given: { trees: 30 } },
  { family: 'isolation-forest', kind: 'anomaly', given: {} },
  { family: 'nearest-neighbours', kind: 'binary', given: {} },
  { family: 'naive-bayes', kind: 'binary', given: {} },
] as const;

const wishes: Readonly<Record<string, object>> = {
  prune: { sparsity: 0.4 },
  trees: { max_loss: 0.05 },
};

/** Which methods make nothing of which families. */
const cannot: Readonly<Record<string, readonly string[]>> = {
  lossless: ['mlp', 'linear', 'nearest-neighbours', 'naive-bayes'],
  float16: ['linear', 'naive-bayes'],
  int8: ['linear', 'naive-bayes'],
  dynamic: fits.map(({ family }) => family).filter((name) => name !== 'mlp'),
  prune: [
    'linear',
    'gradient-boosting',
    'random-forest',
    'extra-trees',
    'isolation-forest',
    'nearest-neighbours',
    'naive-bayes',
  ],
  trees: ['mlp', 'linear', 'isolation-forest', 'nearest-neighbours', 'naive-bayes'],
};

/** How far an answer may be off: nothing where nothing is rounded, else what so small models turn out to be. */
const bounds: Readonly<Record<string, number>> = {
  lossless: 0,
  float16: 2e-3,
  int8: 0.05,
  dynamic: 0.08,
};

const bytesOf = (model: SavedModel) => {
  const files = encodeSavedModel(model);
  return Buffer.concat([files['model.json'], files['weights.bin']]);
};

const answers = (model: SavedModel, x: Matrix) => predictorOf(model)(x).values;

const fitted = new Map<string, Promise<SavedModel>>();
function modelOf({ family: name, kind, given }: (typeof fits)[number]): Promise<SavedModel> {
  const family = modelFamilies.get(name);
  const key = `${name}/${kind}`;
  const model =
    fitted.get(key) ??
    family
      .fit(dataFor(kind as TaskKind), { ...defaultsOf(family.params), ...given }, contextFor())
      .then((result) => result.model);
  fitted.set(key, model);
  return model;
}

/** What every method promises, whatever it is given. A new method is tested by its registry line. */
describe.each([...smallerMethods])('$name', (method) => {
  test.each(fits)('$family for $kind', async (fit) => {
    const full = await modelOf(fit);
    const { train, validation } = dataFor(fit.kind);
    const rows = validation ?? train;
    const error = (model: SavedModel) => errorOf(model, predictorOf(model)(rows.x), rows.y);
    const world = { loss: (model: SavedModel) => Promise.resolve(error(model) - error(full)) };
    const made = await method.apply(full, (wishes[method.name] ?? {}) as never, world);
    if (cannot[method.name]?.includes(fit.family) === true) {
      expect(made).toEqual({
        cannot: expect.stringMatching(/^(is|rounds|multiplies) .*[^.]$/) as string,
      });
      return;
    }
    if ('cannot' in made) throw new Error(made.cannot);
    expect(made.task).toEqual(full.task);
    const bytes = bytesOf(made);
    expect(bytes.length).toBeLessThan(bytesOf(full).length);
    const twice = await method.apply(full, (wishes[method.name] ?? {}) as never, world);
    expect(bytesOf(twice as SavedModel).equals(bytes)).toBe(true);
    // Read back, it says what it said, and is stored with the same bytes.
    const files = encodeSavedModel(made);
    const again = decodeSavedModel(files);
    expect(bytesOf(again).equals(bytes)).toBe(true);
    expect(answers(again, rows.x)).toEqual(answers(made, rows.x));
    const bound = bounds[method.name];
    // Nearest rows answer in steps: another neighbour is a step.
    if (bound !== undefined && fit.family !== 'nearest-neighbours') {
      const [before, after] = [answers(full, rows.x), answers(made, rows.x)];
      const span = Math.max(1, ...before) - Math.min(0, ...before);
      const far = Math.max(...before.map((value, at) => Math.abs(value - (after[at] as number))));
      expect(far / span).toBeLessThanOrEqual(bound);
      if (bound > 0 && fit.family === 'mlp') expect(far).toBeGreaterThan(0);
    }
    if (method.name === 'trees') expect(await world.loss(made)).toBeLessThanOrEqual(0.05);
    // A row's answer never depends on its neighbours.
    const width = rows.x.columns.length;
    const one = { ...rows.x, rows: 1, values: rows.x.values.subarray(3 * width, 4 * width) };
    const single = answers(made, one);
    expect([...single]).toEqual([
      ...answers(made, rows.x).subarray(3 * single.length, 4 * single.length),
    ]);
  });
});

describe('what is done to weights', () => {
  test('prune sets the smallest of each layer to 0, and what comes after leaves them there', async () => {
    const full = await modelOf(fits[0]);
    const world = { loss: () => Promise.resolve(0) };
    const pruned = (await smallerMethods
      .get('prune')
      .apply(full, { sparsity: 0.75 }, world)) as SavedModel;
    const both = (await smallerMethods.get('int8').apply(pruned, {}, world)) as SavedModel;
    for (const name of ['0/weights', '1/weights']) {
      const [before, after] = [full.weights[name]?.values, pruned.weights[name]?.values];
      const zeros = [...(after ?? [])].filter((value) => value === 0).length;
      expect(zeros).toBe(Math.round(0.75 * (before?.length ?? 0)));
      const dropped = [...(before ?? [])].filter((_, at) => after?.[at] === 0).map(Math.abs);
      const kept = [...(after ?? [])].filter((value) => value !== 0).map(Math.abs);
      expect(Math.max(...dropped)).toBeLessThanOrEqual(Math.min(...kept));
      expect(both.weights[name]?.packed).toMatchObject({ as: 'int8', sparse: true });
    }
    expect(bytesOf(both).length).toBeLessThan(bytesOf(pruned).length);
  });

  test('trees keeps the share of trees and leaves that it is told', async () => {
    const full = await modelOf(fits[5]);
    const world = { loss: () => Promise.resolve(Infinity) };
    const cut = async (given: object) =>
      (await smallerMethods.get('trees').apply(full, given as never, world)) as SavedModel;
    const leaves = (model: SavedModel) => model.weights['forest.leaves']?.values.length ?? 0;
    const half = await cut({ share: 0.5 });
    const merged = await cut({ merge: 0.5 });
    expect(leaves(half)).toBeLessThan(0.6 * leaves(full));
    expect(leaves(merged)).toBe(leaves(full) - Math.floor(0.5 * leaves(full)));
    // Every loss is too much: nothing is cut.
    expect(leaves(await cut({ max_loss: 0 }))).toBe(leaves(full));
  });
});
