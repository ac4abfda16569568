import fc from 'fast-check';
import { expect, it } from 'vitest';
import { allotStrata } from '../../../src/data/splits/assign/allot-strata.js';

const names = ['train', 'validation', 'test'] as const;

it('meets the share of every stratum and the size of every split, to the row', () => {
  const shares = fc
    .tuple(fc.integer({ min: 1, max: 98 }), fc.integer({ min: 1, max: 98 }))
    .filter(([one, other]) => one + other < 100)
    .map(([one, other]) => ({
      train: one / 100,
      validation: other / 100,
      test: (100 - one - other) / 100,
    }));
  const rows = fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 40 });
  fc.assert(
    fc.property(rows, shares, (counts, wanted) => {
      const allotted = allotStrata(counts, wanted);
      const all = counts.reduce((sum, count) => sum + count, 0);
      for (const [at, count] of counts.entries()) {
        const own = allotted[at] ?? { train: 0, validation: 0, test: 0 };
        expect(own.train + own.validation + own.test).toBe(count);
        for (const name of names)
          expect(Math.abs(own[name] - count * wanted[name])).toBeLessThan(1);
      }
      for (const name of names) {
        const sum = allotted.reduce((total, own) => total + own[name], 0);
        expect(Math.abs(sum - all * wanted[name])).toBeLessThan(1);
      }
    }),
    { numRuns: 3000 },
  );
});

it('leaves strata as they are that add up already', () => {
  const shares = { train: 0.7, validation: 0.15, test: 0.15 };
  expect(allotStrata([100, 40], shares)).toEqual([
    { train: 70, validation: 15, test: 15 },
    { train: 28, validation: 6, test: 6 },
  ]);
});
