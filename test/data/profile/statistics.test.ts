import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  correlationRatio,
  cramersV,
  mutualInformation,
} from '../../../src/data/profile/contingency.js';
import { mostBins, numberEdges, timeEdges } from '../../../src/data/profile/histogram-edges.js';
import { Moments } from '../../../src/data/profile/moments.js';
import { RankedColumn, spearman } from '../../../src/data/profile/ranks.js';
import { BinCounter, QuantileFinder, TopValues } from '../../../src/data/profile/run-summary.js';
import type { Runs } from '../../../src/data/profile/sorted-runs.js';
import type { Codes } from '../../../src/data/profile/table-sample.js';

/** Sorted values with their counts, in blocks of three. */
function runsOf(values: readonly number[]): Runs[] {
  const counts = new Map<number, number>();
  for (const value of values.toSorted((a, b) => a - b)) {
    counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  const all = [...counts];
  return Array.from({ length: Math.ceil(all.length / 3) }, (_, at) => {
    const part = all.slice(at * 3, at * 3 + 3);
    return {
      length: part.length,
      values: Float64Array.from(part, ([value]) => value),
      counts: Float64Array.from(part, ([, count]) => count),
    };
  });
}

function codesOf(values: readonly (string | null)[]): Codes {
  const known = [...new Set(values.filter((value) => value !== null))];
  return {
    codes: Int32Array.from(values, (value) => (value === null ? -1 : known.indexOf(value))),
    values: known,
  };
}

const numbers = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 60 });

describe('one pass over sorted values', () => {
  it('finds mean and spread as two passes over all values do', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const moments = new Moments();
        runsOf(values).forEach((runs) => moments.add(runs));
        const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
        const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
        expect(moments.mean).toBeCloseTo(mean, 9);
        expect(moments.sd).toBeCloseTo(Math.sqrt(squares / (values.length - 1)), 9);
      }),
    );
  });

  it('finds every quantile', () => {
    fc.assert(
      fc.property(numbers, (values) => {
        const finder = new QuantileFinder(values.length);
        runsOf(values).forEach((runs) => finder.add(runs));
        const sorted = values.toSorted((a, b) => a - b);
        for (const { fraction, value } of finder.quantiles) {
          const place = (values.length - 1) * fraction;
          const [low, high] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
          expect(value).toBeCloseTo(low + (high - low) * (place - Math.floor(place)), 9);
        }
      }),
    );
  });

  it('counts every value into the bin it belongs to', () => {
    fc.assert(
      fc.property(numbers, fc.boolean(), (values, whole) => {
        const [min, max] = [Math.min(...values), Math.max(...values)];
        const edges = numberEdges({ min, max, whole, values: values.length });
        const counter = new BinCounter(edges);
        runsOf(values).forEach((runs) => counter.add(runs));
        const { counts } = counter.histogram;
        counts.forEach((count, at) => {
          const [low, high] = [edges[at] ?? 0, edges[at + 1] ?? 0];
          const last = at === counts.length - 1;
          const inside = values.filter(
            (each) => each >= low && (each < high || (last && each === high)),
          );
          expect(count).toBe(inside.length);
        });
      }),
    );
  });

  it('keeps the most frequent values', () => {
    const top = new TopValues(2);
    runsOf([5, 1, 1, 3, 3, 3, 4, 4]).forEach((runs) => top.add(runs));
    expect(top.values).toEqual([
      { value: 3, count: 3 },
      { value: 1, count: 2 },
    ]);
  });
});

describe('edges', () => {
  it('hold all numbers in forty bins or fewer, evenly and at round numbers', () => {
    const range = fc.tuple(
      fc.double({ min: -1e9, max: 1e9, noNaN: true }),
      fc.double({ min: 0, max: 1e9, noNaN: true }),
    );
    fc.assert(
      fc.property(range, fc.integer({ min: 1, max: 1e6 }), ([min, span], values) => {
        const edges = numberEdges({ min, max: min + span, whole: false, values });
        expect(edges.length - 1).toBeLessThanOrEqual(mostBins);
        const slack = 1e-9 * Math.max(Math.abs(min), Math.abs(min + span));
        expect(edges[0]).toBeLessThanOrEqual(min + slack);
        expect(edges.at(-1)).toBeGreaterThanOrEqual(min + span - slack);
      }),
    );
  });

  it.each([
    ['a bin a number', { min: 3, max: 6, whole: true, values: 100 }, [3, 4, 5, 6, 7]],
    [
      'round steps',
      { min: 17, max: 88, whole: true, values: 30 },
      [10, 20, 30, 40, 50, 60, 70, 80, 90],
    ],
    ['one value', { min: 2, max: 2, whole: false, values: 9 }, [2, 2]],
  ])('of %s', (_, request, edges) => {
    expect(numberEdges(request)).toEqual(edges);
  });

  it.each([
    ['a minute', '2026-03-01T10:00:05Z', '2026-03-01T10:00:30Z', 'T10:00:05.000Z'],
    ['weeks from Monday', '2026-01-01T00:00:00Z', '2026-06-30T00:00:00Z', '2025-12-29'],
    ['months', '2024-02-10T00:00:00Z', '2026-06-30T00:00:00Z', '2024-02-01'],
    ['decades', '1701-02-10T00:00:00Z', '2026-06-30T00:00:00Z', '1700-01-01'],
  ])('of times over %s lie on the calendar', (_, ...[from, to, first]) => {
    const edges = timeEdges(Date.parse(from), Date.parse(to));
    expect(edges.length - 1).toBeLessThanOrEqual(mostBins);
    expect(new Date(edges[0] ?? 0).toISOString()).toContain(first);
    expect(edges.at(-1)).toBeGreaterThan(Date.parse(to));
  });
});

describe('what goes together', () => {
  it('Spearman ranks equals by their mean and passes over what one of the two lacks', () => {
    const a = new RankedColumn(Float64Array.of(1, 2, 2, 4, NaN, 9));
    const b = new RankedColumn(Float64Array.of(10, 30, 20, 40, 5, NaN));
    // scipy.stats.spearmanr([1, 2, 2, 4], [10, 30, 20, 40]) = 0.9486832980505139
    expect(spearman(a, b)).toBeCloseTo(0.948_683_298_050_513_9, 12);
    expect(spearman(b, a)).toBe(spearman(a, b));
    expect(spearman(a, a)).toBeCloseTo(1, 12);
  });

  it("Cramér's V is 1 for a copy and 0 for what has nothing to do with it", () => {
    const [a, b] = [codesOf(['x', 'x', 'y', 'y', null]), codesOf(['1', '2', '1', '2', '1'])];
    expect(cramersV(a, a)).toBeCloseTo(1, 9);
    expect(cramersV(a, b)).toBe(0);
    expect(cramersV(a, codesOf(['1', '1', '1', '1', '1']))).toBeNaN();
    expect(mutualInformation(a, a)).toBeCloseTo(1, 12);
    expect(mutualInformation(a, b)).toBeCloseTo(0, 12);
  });

  it('the correlation ratio is the share of the spread between categories, as a root', () => {
    const groups = codesOf(['a', 'a', 'b', 'b']);
    expect(correlationRatio(groups, Float64Array.of(1, 1, 5, 5))).toBe(1);
    // Between: 4 · 2² = 16; within: 4 · 1² = 4.
    expect(correlationRatio(groups, Float64Array.of(0, 2, 4, 6))).toBeCloseTo(Math.sqrt(0.8), 12);
  });
});
