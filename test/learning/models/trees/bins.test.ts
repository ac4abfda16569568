import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FeatureBlock, Matrix } from '../../../../src/contracts/matrix.js';
import { randomFor } from '../../../../src/contracts/seeded-random.js';
import { binOf, binPlanner, planBins } from '../../../../src/learning/models/trees/bins.js';
import { ColumnBinner } from '../../../../src/learning/models/trees/column-binner.js';
import {
  packedBin,
  packRows,
  usefulFeatures,
} from '../../../../src/learning/models/trees/packed-rows.js';
import { sortFloats } from '../../../../src/learning/models/trees/sort-floats.js';

const column = (values: readonly number[], block?: FeatureBlock): Matrix => ({
  rows: values.length,
  columns: ['x'],
  values: Float32Array.from(values),
  ...(block === undefined ? {} : { blocks: [block] }),
});

const categories = (levels: number): FeatureBlock => ({
  name: 'x',
  kind: 'category',
  start: 0,
  width: 1,
  levels,
});

const float = fc.float({ noNaN: true });

test('sorts floats as comparing them does', () => {
  fc.assert(
    fc.property(fc.array(float, { minLength: 2000, maxLength: 2500 }), (values) => {
      const sorted = Float32Array.from(values);
      sortFloats(sorted);
      expect([...sorted]).toEqual([...Float32Array.from(values).sort()]);
    }),
    { numRuns: 20 },
  );
});

describe('bins of numbers', () => {
  test('keep every value apart while there are few of them', () => {
    const [bins] = planBins(column([3, 1, 2, 2, NaN, Infinity, -Infinity]));
    const found = [-Infinity, 1, 2, 3, Infinity].map((value) => binOf(bins as never, value));
    expect(found).toEqual([1, 2, 3, 4, 5]);
    expect(binOf(bins as never, NaN)).toBe(0);
  });

  test('follow the order of the values, with a cut that is a float32', () => {
    fc.assert(
      fc.property(fc.array(float, { minLength: 1, maxLength: 600 }), (values) => {
        const matrix = column(values);
        const [bins] = planBins(matrix, { bins: 16 });
        if (bins?.kind !== 'number') throw new Error('not a number');
        expect(bins.bins).toBeLessThanOrEqual(16);
        expect([...bins.cuts]).toEqual([...new Set(bins.cuts)].sort((a, b) => a - b));
        for (const value of matrix.values) {
          const bin = binOf(bins, value);
          expect(value <= (bins.cuts[bin - 1] ?? Infinity)).toBe(true);
          expect(bin < 2 || value > (bins.cuts[bin - 2] as number)).toBe(true);
        }
      }),
    );
  });

  test('hold equally many rows, but for a value that fills more than a bin', () => {
    const values = [
      ...Array<number>(5000).fill(0),
      ...Array.from({ length: 5000 }, (_, i) => i + 1),
    ];
    const matrix = column(values);
    const [bins] = planBins(matrix, { bins: 101 });
    const counts = new Map<number, number>();
    for (const value of values) {
      const bin = binOf(bins as never, value);
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
    expect(counts.get(1)).toBe(5000);
    const others = [...counts].filter(([bin]) => bin > 1).map(([, count]) => count);
    expect(others).toHaveLength(99);
    expect(Math.max(...others)).toBeLessThanOrEqual(51);
  });

  test('hold at least so many rows, but for the last', () => {
    const few = [1, 1, 2, 3, 4, 4, 4, 5, 6, 6];
    const bins = binPlanner(column(few), { bins: 255, leastRows: 3 })(0);
    expect([1, 2, 3, 4, 5, 6].map((value) => binOf(bins, value))).toEqual([1, 1, 2, 2, 3, 3]);
    const weights = Float64Array.from(few, (value) => (value === 5 ? 3 : 1));
    const weighted = binPlanner(column(few), { bins: 255, leastRows: 3 }, weights)(0);
    expect([4, 5, 6].map((value) => binOf(weighted, value))).toEqual([2, 3, 4]);
    fc.assert(
      fc.property(fc.array(float, { minLength: 1, maxLength: 600 }), (values) => {
        for (const most of [16, 255]) {
          const matrix = column(values);
          const found = binPlanner(matrix, { bins: most, leastRows: 3 })(0);
          const counts = new Uint32Array(256);
          for (const value of matrix.values) {
            const bin = binOf(found, value);
            counts[bin] = (counts[bin] as number) + 1;
          }
          expect(found.bins).toBeLessThanOrEqual(
            Math.min(most, Math.max(2, values.length / 3 + 2)),
          );
          expect(Math.max(...counts.subarray(found.bins))).toBe(0);
          if (new Set(matrix.values).size > most - 1) continue;
          expect(Math.min(3, ...counts.subarray(1, found.bins - 1))).toBe(3);
        }
      }),
    );
  });

  test('of a column without any value, or with one, are of no use', () => {
    for (const values of [[NaN, NaN], [2, 2], [Infinity]]) {
      expect(usefulFeatures(planBins(column(values)))).toEqual([]);
    }
    expect(usefulFeatures(planBins(column([2, NaN])))).toHaveLength(1);
  });
});

describe('bins of categories', () => {
  test('put those of few rows together, when there are several', () => {
    const binsOf = (codes: number[]) => {
      const [bins] = planBins(column(codes, categories(4)), { categoryRows: 2 });
      return [0, 1, 2, 3].map((code) => binOf(bins as never, code));
    };
    expect(binsOf([2, 2, 0, 3])).toEqual([2, 0, 1, 2]);
    expect(binsOf([2, 2, 1, 1, 3])).toEqual([0, 1, 2, 3]);
    expect(binsOf([1, 2, 3])).toEqual([0, 1, 1, 1]);
  });

  test('are one for each code that is there', () => {
    const [bins] = planBins(column([3, 0, NaN, 3], categories(5)));
    expect([0, 1, 3, NaN, 7].map((code) => binOf(bins as never, code))).toEqual([1, 0, 2, 0, 0]);
  });

  test('put the rarest together when a byte cannot hold them all', () => {
    const codes = Array.from({ length: 10_000 }, (_, code) =>
      Array<number>(code < 9 ? 5 : 1).fill(code),
    );
    const [bins] = planBins(column(codes.flat(), categories(10_000)));
    expect(bins?.bins).toBe(255);
    expect([0, 8, 9, 252, 253, 9999].map((code) => binOf(bins as never, code))).toEqual([
      1, 9, 10, 253, 254, 254,
    ]);
  });
});

test('packs four features into a word, and leaves out those without use', () => {
  const matrix = {
    rows: 3,
    columns: ['a', 'b', 'c', 'd', 'e', 'f'],
    values: Float32Array.from([1, 7, NaN, 0, 5, 2, 2, 7, 1, 0, 5, 2, 3, 7, 2, 0, NaN, 1]),
  };
  const features = usefulFeatures(planBins(matrix));
  expect(features.map((feature) => feature.column)).toEqual([0, 2, 4, 5]);
  const packed = packRows(matrix, features);
  const bins = [0, 1, 2].map((row) => [0, 1, 2, 3].map((at) => packedBin(packed, at, row)));
  expect(bins).toEqual([
    [1, 0, 1, 2],
    [2, 1, 1, 2],
    [3, 2, 0, 1],
  ]);
});

test('bins of many values are those of each alone', () => {
  const rows = 20_000;
  const random = randomFor(3, 'many');
  const spread = (row: number) => (random() - 0.5) * 10 ** ((row % 80) - 40);
  const values = Float32Array.from({ length: rows }, (_, row) => spread(row));
  values.set([0, -0, NaN, -NaN, Infinity, -Infinity, 3.4e38, -3.4e38, 1e-45, -1e-45]);
  values.fill(1.5, 100, 300);
  for (const count of [3, 16, 255]) {
    const matrix = { rows, columns: ['x'], values };
    const [feature] = usefulFeatures(planBins(matrix, { bins: count }));
    if (feature === undefined) throw new Error('not useful');
    const found = new Uint8Array(rows);
    new ColumnBinner(feature, rows).fill(matrix, { from: 0, to: rows }, found);
    expect(found).toEqual(Uint8Array.from(values, (value) => binOf(feature.bins, value)));
  }
});
