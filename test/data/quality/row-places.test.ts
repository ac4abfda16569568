import fc from 'fast-check';
import { expect, it } from 'vitest';
import { placeIn, segmentsOf } from '../../../src/data/quality/row-places.js';

/** Lines of a file: each record takes one or several. */
const heights = fc.array(fc.constantFrom(1, 1, 1, 1, 1, 1, 2, 3), { minLength: 1, maxLength: 60 });

it('no row is ever given a wrong line, and few questions are enough', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(heights, { minLength: 1, maxLength: 3 }),
      fc.nat(),
      async (files, seed) => {
        const places = files.flatMap((list, file) =>
          list.map((_, at) => ({
            file: `${file}.csv`,
            line: 2 + list.slice(0, at).reduce((sum, height) => sum + height, 0),
          })),
        );
        const rows = places.flatMap((_, row) => ((row * 7 + seed) % 3 === 0 ? [row] : []));
        let asked = 0;
        const placeOf = (row: number): Promise<{ file: string; line: number }> => {
          asked += 1;
          return Promise.resolve(places[row] ?? { file: 'none', line: 0 });
        };
        const list = { count: rows.length, rowAt: (at: number) => Promise.resolve(rows[at] ?? 0) };
        const segments = await segmentsOf(list, { placeOf, consecutive: true });
        expect(asked).toBeLessThanOrEqual(40);
        for (const row of rows) {
          const place = placeIn(segments, row);
          if (place !== undefined) expect(place).toEqual(places[row]);
        }
      },
    ),
  );
});

it('a million rows of one file take two questions', async () => {
  let asked = 0;
  const placeOf = (row: number): Promise<{ file: string; line: number }> => {
    asked += 1;
    return Promise.resolve({ file: 'a.csv', line: row + 2 });
  };
  const list = { count: 1_000_000, rowAt: (at: number) => Promise.resolve(at * 3) };
  const segments = await segmentsOf(list, { placeOf, consecutive: true });
  expect(placeIn(segments, 2_999_997)).toEqual({ file: 'a.csv', line: 2_999_999 });
  expect(asked).toBe(2);
});
