import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import { nearestNeighbours } from '../../../src/learning/neighbours/nearest.js';
import { layoutOf, pointsOf } from '../../../src/learning/neighbours/points.js';
import { resamplers } from '../../../src/learning/resampling/index.js';
import {
  withoutDisagreement,
  withoutTomekLinks,
} from '../../../src/learning/resampling/parts/cleaning.js';
import { mixedColumns, mixedPoints } from '../../../src/learning/resampling/parts/mixed-columns.js';
import { resample } from '../../../src/learning/resampling/resample.js';
import type { ResampleContext } from '../../../src/learning/resampling/resampler.js';
import { type TrainingRows, trainingRows } from '../../../src/learning/resampling/training-rows.js';
import { defaultsOf, matrixOf } from '../models/fixtures.js';

/** Made by bench/imbalance-reference.py. */
const reference = JSON.parse(
  readFileSync(new URL('fixtures/imbalanced-learn.json', import.meta.url), 'utf8'),
) as Reference;

interface Reference {
  readonly cases: readonly {
    readonly name: string;
    readonly x: readonly (readonly number[])[];
    readonly y: readonly number[];
    readonly methods: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>>;
    readonly neighbours: { readonly label: number; readonly rows: readonly (readonly number[])[] };
  }[];
  readonly nominal: {
    readonly x: readonly (readonly number[])[];
    readonly y: readonly number[];
    readonly median: number;
    readonly counts: readonly number[];
    readonly neighbours: readonly (readonly number[])[];
  };
}

/** Rows whose weights are their numbers, so that it can be seen which are left. */
const numbered = (x: readonly (readonly number[])[], y: readonly number[]): TrainingRows =>
  trainingRows({
    x: matrixOf(x),
    y: Float64Array.from(y),
    weights: Float64Array.from(y.keys()),
  });

const classesOf = (y: readonly number[]): string[] => [...new Set(y)].sort().map(String);

const run = async (rows: TrainingRows, method: string, params: object = {}) =>
  resample(rows, {
    task: { kind: 'multiclass', target: 'y', classes: classesOf([...rows.y]) },
    settings: { ...defaultsOf(resamplers.get(method).params), method, ...params },
    reading: 'scaled',
    seed: 1,
    label: 'test',
    signal: new AbortController().signal,
  });

const context = (classes: readonly string[]): ResampleContext => ({
  classes,
  native: false,
  random: (label) => randomFor(1, label),
  breathe: () => undefined,
  note: () => undefined,
});

const methods = reference.cases.flatMap((each) =>
  Object.keys(each.methods).map((method) => ({ ...each, method, label: each.name })),
);

test.each(methods)(
  '$method gives the counts of imbalanced-learn: $label',
  async ({ x, y, method, methods: all }) => {
    const expected = all[method] ?? {};
    const { after } = await run(numbered(x, y), method);
    expect(after).toEqual(expected['counts']);
    for (const ratio of [0.5, 0.73]) {
      const counts = expected[`counts_${ratio}`];
      if (counts !== undefined)
        expect((await run(numbered(x, y), method, { ratio })).after).toEqual(counts);
    }
  },
);

test.each(reference.cases)(
  'cleaning leaves the rows imbalanced-learn leaves: $name',
  async ({ x, y, methods: all }) => {
    const rows = numbered(x, y);
    const left = ({ weights }: TrainingRows): number[] => [...(weights ?? [])];
    const within = context(classesOf(y));
    expect(left(await withoutTomekLinks(rows, 'larger', within))).toEqual(
      all['tomek-links']?.['kept_auto'],
    );
    expect(left(await withoutTomekLinks(rows, 'all', within))).toEqual(
      all['tomek-links']?.['kept_all'],
    );
    const edited = async (agreement: 'all' | 'most', cleaned: 'larger' | 'all') =>
      left(
        await withoutDisagreement(rows, { neighbours: 3, agreement }, { cleaned, context: within }),
      );
    expect(await edited('all', 'larger')).toEqual(all['enn']?.['kept_auto']);
    expect(await edited('all', 'all')).toEqual(all['enn']?.['kept_all']);
    expect(await edited('most', 'larger')).toEqual(all['enn']?.['kept_mode']);
  },
);

test.each(reference.cases)(
  'a row has the neighbours scikit-learn finds: $name',
  async ({ x, y, neighbours }) => {
    const matrix = matrixOf(x);
    const own = Uint32Array.from(
      y.flatMap((label, row) => (label === neighbours.label ? [row] : [])),
    );
    const points = pointsOf(matrix, layoutOf(matrix));
    const found = await nearestNeighbours(
      points,
      { of: own, among: own, count: 5 },
      () => undefined,
    );
    expect(chunks(found.rows, 5)).toEqual(neighbours.rows);
  },
);

test.each(reference.cases)(
  'borderline-smote starts from the rows in danger: $name',
  async ({ x, y, methods: all }) => {
    const { rows } = await run(numbered(x, y), 'borderline-smote');
    const started = new Map<number, Set<number>>();
    for (let row = y.length; row < rows.y.length; row++) {
      const label = rows.y[row] as number;
      started.set(label, (started.get(label) ?? new Set()).add(rows.weights?.[row] ?? -1));
    }
    for (const [label, danger] of Object.entries(all['borderline-smote']?.['danger'] ?? {})) {
      const from = [...(started.get(Number(label)) ?? [])];
      expect(from.length).toBeGreaterThan(0);
      expect(danger).toEqual(expect.arrayContaining(from));
    }
  },
);

test('smote-nc measures as imbalanced-learn does, codes or one-hot', async () => {
  const { x, y, median, counts, neighbours } = reference.nominal;
  const own = Uint32Array.from(y.flatMap((label, row) => (label === 1 ? [row] : [])));
  const codes = {
    ...matrixOf(x),
    blocks: [
      { name: 'a', kind: 'category' as const, start: 3, width: 1, levels: 3 },
      { name: 'b', kind: 'category' as const, start: 4, width: 1, levels: 5 },
    ],
  };
  const oneHot = {
    ...matrixOf(
      x.map(([p = 0, q = 0, r = 0, a = 0, b = 0]) => [
        ...[p, q, r],
        ...[0, 1, 2].map((level) => Number(level === a)),
        ...[0, 1, 2, 3, 4].map((level) => Number(level === b)),
      ]),
    ),
    blocks: [
      { name: 'a', kind: 'one-hot' as const, start: 3, width: 3 },
      { name: 'b', kind: 'one-hot' as const, start: 6, width: 5 },
    ],
  };
  for (const matrix of [codes, oneHot]) {
    const points = mixedPoints(matrix, mixedColumns(matrix, false), own);
    expect(Math.sqrt(points.mismatch)).toBeCloseTo(median, 6);
    const found = await nearestNeighbours(
      points,
      { of: own, among: own, count: 5 },
      () => undefined,
    );
    expect(chunks(found.rows, 5)).toEqual(neighbours);
    const rows = trainingRows({ x: matrix, y: Float64Array.from(y) });
    expect((await run(rows, 'smote-nc')).after).toEqual(counts);
  }
});

function chunks(values: Uint32Array, size: number): number[][] {
  return Array.from({ length: values.length / size }, (_, at) => [
    ...values.subarray(at * size, (at + 1) * size),
  ]);
}
