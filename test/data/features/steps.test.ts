import { describe, expect, test } from 'vitest';
import type { Vector } from '../../../src/contracts/batch.js';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import type { ColumnType } from '../../../src/contracts/table.js';
import type { FittedFeatures } from '../../../src/data/features/fitted-features.js';
import { featureSteps } from '../../../src/data/features/steps/index.js';
import { matrixOf } from '../../../src/data/features/transform.js';
import { numbers, strings } from './column-stats.js';
import { batchOf, fit, rowsOf } from './fitting.js';

/** What every feature step promises, alone on a column of each type it accepts. */
const combinations = [
  ...featureSteps.impute,
  ...featureSteps.outliers,
  ...featureSteps.scale,
  // Images are decoded first: image.test.ts.
  ...[...featureSteps.encode].filter(({ reads }) => reads !== 'pixels'),
].flatMap((step) =>
  step.accepts.map((type) => [`${step.slot}: ${step.name}`, type, step] as const),
);

/** What must be said for a step to work. */
const optionsOf: Readonly<Record<string, object>> = {
  ordinal: { order: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'] },
  holidays: { holidays: 'DE' },
};

/** A missing text has no letters: its length is NaN, which the models that read letters expect. */
const isSaid = (step: { readonly name: string }) => (value: number) =>
  Number.isFinite(value) || (step.name === 'letters' && Number.isNaN(value));

describe.each(combinations)('%s on %s columns', (_, type, step) => {
  const random = randomFor(11, `${step.name}/${type}`);
  const train = Array.from({ length: 300 }, () => anyValue(type, random));
  // A numeric column that is not imputed must be complete in training.
  const complete =
    step.slot === 'impute' && step.name === 'none' && type !== 'category' && type !== 'text';
  const options = optionsOf[step.name] ?? {};
  const declared = { c: { [step.slot]: step.name, ...options } };
  const column = vectorOf(type, complete ? train.map((value) => value ?? typical(type)) : train);
  const later = vectorOf(type, [
    ...Array.from({ length: 700 }, () => anyValue(type, random)),
    ...hostile(type),
  ]);
  const fitted = () => fit({ c: [type, column] }, declared);

  test('has a state that survives JSON', async () => {
    const once = await fitted();
    const again = JSON.parse(JSON.stringify(once)) as FittedFeatures;
    expect(again).toEqual(once);
    expect(rowsOf(again, { c: later })).toEqual(rowsOf(once, { c: later }));
  });

  test('gives one row alone what it gives it in a batch', async () => {
    const features = await fitted();
    const alone = Array.from({ length: later.values.length }, (_row, row) => {
      const value = (later.values[row] ?? null) as Value;
      return rowsOf(features, { c: vectorOf(type, [value]) })[0];
    });
    expect(alone).toEqual(rowsOf(features, { c: later }));
  });

  test('gives finite numbers for anything', async () => {
    const features = await fitted();
    expect(matrixOf(features, batchOf({ c: later })).values.every(isSaid(step))).toBe(true);
  });

  test('learns the same from the same column, and changes nothing in it', async () => {
    const before = structuredClone(column);
    expect(await fitted()).toEqual(await fitted());
    matrixOf(await fitted(), batchOf({ c: column }));
    expect(column).toEqual(before);
  });

  test('can learn from a column that is all missing', async () => {
    if (complete) return;
    const nothing = vectorOf(type, [null, null, null]);
    // A text without words has no features: without another column there would be none at all.
    const other = numbers(1, 2, 3);
    const features = await fit({ c: [type, nothing], other: ['number', other] }, declared);
    const columns = { c: later, other: numbers(...Array<number>(later.values.length).fill(1)) };
    expect(matrixOf(features, batchOf(columns)).values.every(isSaid(step))).toBe(true);
    expect(JSON.parse(JSON.stringify(features))).toEqual(features);
  });
});

type Value = number | string | null;

function vectorOf(type: ColumnType, values: readonly Value[]): Vector {
  if (type === 'category' || type === 'text')
    return strings(...values.map((value) => value as string | null));
  return numbers(...values.map((value) => (value === null ? NaN : Number(value))));
}

function typical(type: ColumnType): Value {
  return type === 'category' || type === 'text' ? 'a' : 1;
}

function anyValue(type: ColumnType, random: () => number): Value {
  return random() < 0.1 ? null : someValue(type, random);
}

function someValue(type: ColumnType, random: () => number): Value {
  switch (type) {
    case 'text':
      return Array.from(
        { length: 4 },
        () => 'some words that a text may have'.split(' ')[Math.floor(random() * 7)],
      ).join(' ');
    case 'category':
      return 'abcdefgh'[Math.floor(random() ** 2 * 8)] ?? null;
    case 'boolean':
      return random() < 0.3 ? 1 : 0;
    case 'timestamp':
      return Math.floor(random() * 2e12);
    case 'integer':
      return Math.floor(random() * 50);
    case 'number':
      return random() * 100 - 50;
    case 'image':
      throw new Error('images are tested by themselves');
  }
}

function hostile(type: ColumnType): readonly Value[] {
  if (type === 'text') return ['', '__proto__', 'constructor constructor', '\ud800 words \0', null];
  if (type === 'category') return ['', '__proto__', 'constructor', 'never seen', '(missing)', null];
  return [Infinity, -Infinity, NaN, 1e308, -1e308, Number.MIN_VALUE, -0, null];
}
