import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chiSquared, driftOf, stabilityIndex } from '../../../src/data/profile/drift.js';
import { walkTogether } from '../../../src/data/profile/sorted-pair.js';
import type { Runs } from '../../../src/data/profile/sorted-runs.js';

describe('how much a distribution moved', () => {
  it('the stability index is the sum over bins, by hand', () => {
    // (0.25 - 0.5) ln(0.25 / 0.5) + (0.75 - 0.5) ln(0.75 / 0.5)
    expect(stabilityIndex([50, 50], [5, 15])).toBeCloseTo(0.274_653_072, 8);
    expect(stabilityIndex([1, 2, 3], [10, 20, 30])).toBeCloseTo(0, 12);
    expect(Number.isFinite(stabilityIndex([10, 0], [0, 10]))).toBe(true);
  });

  it("χ² is scipy's for the same table", () => {
    // scipy.stats.chi2_contingency([[10, 20, 30], [20, 20, 20]], correction=False): 5.333…, 2 degrees
    expect(chiSquared([10, 20, 30, 0], [20, 20, 20, 0])).toEqual({
      value: expect.closeTo(16 / 3, 10) as number,
      degrees: 2,
    });
  });

  it('is read as usual', () => {
    expect([0.05, 0.1, 0.3, null].map((psi) => driftOf({ psi }))).toEqual([
      ...['stable', 'moved', 'far', 'far'],
    ]);
  });
});

it('two sorted lists are walked together, whatever their blocks', async () => {
  async function* blocks(values: readonly number[]): AsyncGenerator<Runs> {
    for (let at = 0; at < values.length; at += 2) {
      const part = values.slice(at, at + 2);
      await Promise.resolve();
      yield {
        length: part.length,
        values: Float64Array.from(part),
        counts: new Float64Array(part.length).fill(1),
      };
    }
  }
  const sets = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(sets, sets, async (a, b) => {
      const seen: number[] = [];
      const sums = [0, 0];
      const sorted = (values: readonly number[]): readonly number[] =>
        values.toSorted((x, y) => x - y);
      await walkTogether(blocks(sorted(a)), blocks(sorted(b)), (value, [left, right]) => {
        seen.push(value);
        sums[0] = (sums[0] ?? 0) + left;
        sums[1] = (sums[1] ?? 0) + right;
      });
      expect(seen).toEqual(sorted([...new Set([...a, ...b])]));
      expect(sums).toEqual([a.length, b.length]);
    }),
  );
});
