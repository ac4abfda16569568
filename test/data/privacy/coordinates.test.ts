import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coordinates } from '../../../src/data/privacy/detect/coordinates.js';
import { openDatabase } from '../../../src/data/tables/database.js';
import { literal } from '../../../src/data/tables/sql.js';

const numbers = fc.oneof(
  fc.double(),
  fc.double({ min: -1100, max: 1100, noNaN: true }),
  fc
    .tuple(fc.integer({ min: -1_100_000_000, max: 1_100_000_000 }), fc.integer({ min: 0, max: 7 }))
    .map(([whole, decimals]) => whole / 10 ** decimals),
  fc.constantFrom(0, -0, 1e-4, 9.9999e-5, 0.00012, 999.9999999999999, 1000, 999.9999, 0.001),
);

test('numbers are told by sums just as their text is by the pattern', async () => {
  await using database = await openDatabase();
  await fc.assert(
    fc.asyncProperty(fc.array(numbers, { minLength: 1, maxLength: 200 }), async (values) => {
      const listed = values.map((value) => `('${value}'::DOUBLE)`).join(', ');
      const odd = await database.rows<{ v: string }>(
        `SELECT CAST(v AS VARCHAR) AS v FROM (VALUES ${listed}) AS t(v)
         WHERE coalesce(${coordinates.matchesNumber?.('v') ?? 'NULL'}, false)
           <> regexp_full_match(CAST(v AS VARCHAR), ${literal(coordinates.pattern)})`,
      );
      expect(odd).toEqual([]);
    }),
    { numRuns: 60 },
  );
});
