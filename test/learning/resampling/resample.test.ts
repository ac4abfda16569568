import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { FeatureBlock, Matrix } from '../../../src/contracts/matrix.js';
import type { LabelledRows } from '../../../src/learning/models/model-family.js';
import { resamplers } from '../../../src/learning/resampling/index.js';
import { type ImbalanceSettings, resample } from '../../../src/learning/resampling/resample.js';
import { type TrainingRows, trainingRows } from '../../../src/learning/resampling/training-rows.js';
import type { LoadedRows } from '../../../src/stages/load-rows.js';
import { defaultsOf, matrixOf } from '../models/fixtures.js';

const request = (method: string, params: object = {}, reading: 'scaled' | 'native' = 'scaled') => ({
  task: { kind: 'binary' as const, target: 'y', classes: ['no', 'yes'] },
  settings: {
    ...defaultsOf(resamplers.get(method).params),
    method,
    ...params,
  } as ImbalanceSettings,
  reading,
  seed: 3,
  label: 'test',
  signal: new AbortController().signal,
});

const rowsOf = (
  cells: readonly (readonly number[])[],
  rare: number,
  blocks?: FeatureBlock[],
): TrainingRows => {
  const x: Matrix = { ...matrixOf(cells), ...(blocks && { blocks }) };
  return trainingRows({ x, y: Float64Array.from(cells, (_, row) => (row < rare ? 1 : 0)) });
};

const cells = fc.array(
  fc.tuple(fc.integer({ min: -50, max: 50 }), fc.integer({ min: -50, max: 50 })),
  {
    minLength: 12,
    maxLength: 40,
  },
);

describe('only training rows can be resampled', () => {
  test('the compiler refuses every other kind of rows', () => {
    expectTypeOf(resample).parameter(0).toEqualTypeOf<TrainingRows>();
    expectTypeOf<LabelledRows>().not.toExtend<TrainingRows>();
    expectTypeOf<LoadedRows>().not.toExtend<TrainingRows>();
    expectTypeOf<TrainingRows>().toExtend<LabelledRows>();

    const validation: LoadedRows = {
      x: matrixOf([[1]]),
      y: new Float64Array(1),
      rowIds: new Float64Array(1),
    };
    const { y } = rowsOf([[1], [2]], 1);
    const copy = { y, x: validation.x };
    const asked = request('random-over');
    /* eslint-disable @typescript-eslint/no-unsafe-class-instance-assignment -- that it is refused is what is tested */
    // @ts-expect-error rows of the validation split have not the type of training rows
    const refused = () => resample(validation, asked);
    // @ts-expect-error nor has a copy of training rows with other rows put in
    const smuggled = () => resample(copy, asked);
    /* eslint-enable @typescript-eslint/no-unsafe-class-instance-assignment */
    expect([refused, smuggled]).toHaveLength(2);
  });
});

describe.each(resamplers.names)('%s', (method) => {
  test('gives the same rows for the same seed', async () => {
    await fc.assert(
      fc.asyncProperty(cells, async (drawn) => {
        const once = await resample(rowsOf(drawn, 5), request(method)).catch(String);
        const again = await resample(rowsOf(drawn, 5), request(method)).catch(String);
        expect(again).toEqual(once);
      }),
      { numRuns: 20 },
    );
  });

  test('makes nothing outside the range of a class, and leaves what it was given alone', async () => {
    await fc.assert(
      fc.asyncProperty(cells, async (drawn) => {
        const rows = rowsOf(drawn, 5);
        const before = rows.x.values.slice();
        const result = await resample(rows, request(method)).catch(() => undefined);
        expect(rows.x.values).toEqual(before);
        if (result === undefined) return;
        const { x, y } = result.rows;
        expect(x.values).toHaveLength(y.length * 2);
        for (let row = 0; row < y.length; row++) {
          for (const column of [0, 1]) {
            const own = drawn.flatMap((each, at) =>
              Number(at < 5) === y[row] ? [each[column] ?? 0] : [],
            );
            const value = x.values[row * 2 + column] as number;
            expect(value).toBeGreaterThanOrEqual(Math.min(...own) - 1e-4);
            expect(value).toBeLessThanOrEqual(Math.max(...own) + 1e-4);
          }
        }
      }),
      { numRuns: 20 },
    );
  });
});

describe('columns as they are', () => {
  const block = { name: 'c', kind: 'category' as const, start: 1, width: 1, levels: 3 };
  const mixed = Array.from({ length: 30 }, (_, row) => [
    row % 7 === 3 ? Number.NaN : row * 100,
    row % 3,
  ]);

  test.each(['random-over', 'random-under', 'smote-nc'])(
    '%s takes codes and gaps',
    async (method) => {
      const { rows, after } = await resample(
        rowsOf(mixed, 6, [block]),
        request(method, {}, 'native'),
      );
      expect(after[0]).toBe(after[1]);
      for (let row = 0; row < rows.y.length; row++)
        expect([0, 1, 2]).toContain(rows.x.values[row * 2 + 1]);
    },
  );

  test.each(['smote', 'adasyn', 'enn', 'smote-tomek'])(
    '%s refuses codes, and says what takes them',
    async (method) => {
      await expect(
        resample(rowsOf(mixed, 6, [block]), request(method, {}, 'native')),
      ).rejects.toMatchObject({
        code: 'learning/resampling-unsuited',
        hints: ['Set its `imbalance.method` to one of: smote-nc, random-over, random-under'],
      });
    },
  );

  test('smote refuses missing values', async () => {
    const gaps = mixed.map(([value = 0]) => [value, 1]);
    await expect(resample(rowsOf(gaps, 6), request('smote', {}, 'native'))).rejects.toThrow(
      'missing values',
    );
  });
});

test('a class of one row cannot be interpolated', async () => {
  const few = Array.from({ length: 10 }, (_, row) => [row]);
  await expect(resample(rowsOf(few, 1), request('smote'))).rejects.toMatchObject({
    code: 'learning/class-too-small',
  });
  expect((await resample(rowsOf(few, 1), request('random-over'))).after).toEqual([9, 9]);
});

test('a class with fewer rows than neighbours uses those there are, and says so', async () => {
  const few = Array.from({ length: 12 }, (_, row) => [row]);
  const { after, notes } = await resample(rowsOf(few, 3), request('smote'));
  expect(after).toEqual([9, 9]);
  expect(notes).toEqual(['class `yes` has 3 training rows: 2 neighbours instead of 5']);
});

test('a made row counts as much as the row it was made of', async () => {
  const rows = rowsOf(
    Array.from({ length: 12 }, (_, row) => [row]),
    2,
  );
  const weighted = trainingRows({
    y: rows.y,
    x: rows.x,
    weights: rows.y.map((y) => 1 + 6 * y),
  });
  const { rows: made } = await resample(weighted, request('smote'));
  expect([...(made.weights ?? [])].slice(12)).toEqual(Array(8).fill(7));
});

test('an aborted resampling stops', async () => {
  const aborted = { ...request('smote'), signal: AbortSignal.abort(new Error('enough')) };
  await expect(resample(rowsOf([[1], [2], [3]], 1), aborted)).rejects.toThrow('enough');
});
