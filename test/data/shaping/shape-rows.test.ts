import { expect, it } from 'vitest';
import { rowShaper } from '../../../src/data/shaping/new-rows.js';
import type { RowShaping } from '../../../src/data/shaping/row-shaping.js';
import { openDatabase } from '../../../src/data/tables/database.js';

const shaping: RowShaping = {
  raw: [
    { name: 'pounds', type: 'number', as: 'kg', given: false },
    { name: 'kind', type: 'category', as: 'kind', given: false },
  ],
  columns: {
    kg: { from: 'pounds', unit: { from: 'lb', to: 'kg' } },
    kind: { map: { m: 'male', f: 'female' }, unmapped: 'fail' },
    label: { expression: "kind || ' ' || round(kg)" },
  },
};

it('shapes row after row, several at once, in the memory that one takes', async () => {
  await using database = await openDatabase({ memoryLimitMb: 50, threads: 1 });
  const outputs = [{ name: 'label', type: 'category' as const }];
  const shape = await rowShaper(shaping, outputs, database);
  const one = async (pounds: number, kind: string): Promise<unknown> => {
    const shaped = await shape({
      rows: 1,
      columns: new Map([
        ['pounds', { kind: 'number', values: Float64Array.of(pounds) }],
        ['kind', { kind: 'string', values: [kind] }],
      ]),
    });
    return 'problems' in shaped ? shaped.problems : shaped.columns.get('label')?.values[0];
  };
  for (let round = 0; round < 150; round++) {
    const said = await Promise.all([0, 1, 2, 3].map((at) => one(100 + at, at % 2 ? 'm' : 'f')));
    expect(said).toEqual(['female 45.0', 'male 46.0', 'female 46.0', 'male 47.0']);
  }
  expect(await one(1, 'x')).toEqual([
    { row: 0, field: 'kind', expected: 'a value that `map` names', found: '"x"' },
  ]);
  // Half a character, which a client may send.
  expect(await one(1, '\ud800')).toMatchObject([{ field: 'kind' }]);
});
