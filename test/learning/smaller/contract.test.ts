import { describe, expect, test } from 'vitest';
import { decodeSavedModel, encodeSavedModel } from '../../../src/artifacts/saved-model.js';
import type { Matrix } from '../../../src/contracts/matrix.js';
import type { SavedModel } from '../../../src/contracts/model.js';
import type { TaskKind } from '../../../src/contracts/task.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { predictorOf } from '../../../src/learning/models/predict.js';
import { smallerMethods } from '../../../src/learning/smaller/index.js';
import type { SmallerMethod } from '../../../src/learning/smaller/smaller-method.js';
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

/** A model a method made, and the one it made it of. */
interface Pair {
  readonly full: SavedModel;
  readonly made: SavedModel;
}

/** Read back, it says what it said, and is stored with the same bytes. */
function expectSameReadBack(made: SavedModel, x: Matrix): void {
  const again = decodeSavedModel(encodeSavedModel(made));
  expect(bytesOf(again).equals(bytesOf(made))).toBe(true);
  expect(answers(again, x)).toEqual(answers(made, x));
}

/** `isRounded`: that something is rounded has to show. */
function expectWithin(
  bound: number,
  { full, made }: Pair,
  { x, isRounded }: { readonly x: Matrix; readonly isRounded: boolean },
): void {
  const [before, after] = [answers(full, x), answers(made, x)];
  const span = Math.max(1, ...before) - Math.min(0, ...before);
  const far = Math.max(...before.map((value, at) => Math.abs(value - (after[at] as number))));
  expect(far / span).toBeLessThanOrEqual(bound);
  if (isRounded) expect(far).toBeGreaterThan(0);
}

/** A row's answer never depends on its neighbours. */
function expectSameAlone(made: SavedModel, x: Matrix): void {
  const width = x.columns.length;
  const one = { ...x, rows: 1, values: x.values.subarray(3 * width, 4 * width) };
  const single = answers(made, one);
  expect([...single]).toEqual([...answers(made, x).subarray(3 * single.length, 4 * single.length)]);
}

/** What a method makes of a fit, how much worse that is, and the rows to ask both about. */
async function applied(method: SmallerMethod, fit: (typeof fits)[number]) {
  const full = await modelOf(fit);
  const { train, validation } = dataFor(fit.kind);
  const { x, y } = validation ?? train;
  const error = (model: SavedModel) => errorOf(model, predictorOf(model)(x), y);
  const world = { loss: (model: SavedModel) => Promise.resolve(error(model) - error(full)) };
  const make = () => method.apply(full, (wishes[method.name] ?? {}) as never, world);
  return { full, x, make, ...world };
}

/** What every method promises, whatever it is given. A new method is tested by its registry line. */
describe.each([...smallerMethods])('$name', (method) => {
  const isFor = ({ family }: (typeof fits)[number]) => !cannot[method.name]?.includes(family);

  test.each(fits.filter((fit) => !isFor(fit)))('$family for $kind: says why not', async (fit) => {
    const { make } = await applied(method, fit);
    expect(await make()).toEqual({
      cannot: expect.stringMatching(/^(is|rounds|multiplies) .*[^.]$/) as string,
    });
  });

  test.each(fits.filter(isFor))('$family for $kind', async (fit) => {
    const { full, x, make, loss } = await applied(method, fit);
    const made = await make();
    if ('cannot' in made) throw new Error(made.cannot);
    expect(made.task).toEqual(full.task);
    expect(bytesOf(made).length).toBeLessThan(bytesOf(full).length);
    expect(bytesOf((await make()) as SavedModel).equals(bytesOf(made))).toBe(true);
    expectSameReadBack(made, x);
    const bound = bounds[method.name];
    // Nearest rows answer in steps: another neighbour is a step.
    if (bound !== undefined && fit.family !== 'nearest-neighbours') {
      expectWithin(bound, { full, made }, { x, isRounded: bound > 0 && fit.family === 'mlp' });
    }
    if (method.name === 'trees') expect(await loss(made)).toBeLessThanOrEqual(0.05);
    expectSameAlone(made, x);
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

  test('float16 leaves values that are too large for it as `lossless` has them', async () => {
    const full = await modelOf(fits[5]);
    const leaves = full.weights['forest.leaves'];
    if (leaves === undefined) throw new Error('a forest has leaves');
    const values = (leaves.values as Float64Array).map((value) => 1000 * Math.round(value));
    const prices = {
      ...full,
      weights: { ...full.weights, 'forest.leaves': { ...leaves, values } },
    };
    expect(Math.max(...values)).toBeGreaterThan(65_504);
    const world = { loss: () => Promise.resolve(0) };
    const by = async (name: string) =>
      (await smallerMethods.get(name).apply(prices, {}, world)) as SavedModel;
    expect(bytesOf(await by('float16')).equals(bytesOf(await by('lossless')))).toBe(true);
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
