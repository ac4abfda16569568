import { expect, it } from 'vitest';
import type { Vector } from '../../../src/contracts/batch.js';
import type { ColumnType } from '../../../src/contracts/table.js';
import { rowShaper } from '../../../src/data/columns/new-rows.js';
import { rawRow } from '../../../src/data/columns/raw-row.js';
import type { RowShaping } from '../../../src/data/columns/row-shaping.js';
import type { GeneraliseValues } from '../../../src/data/privacy/actions/generalise.js';
import { openDatabase } from '../../../src/data/tables/database.js';

type How = Partial<GeneraliseValues>;
type Cell = string | number | null;

const cases: readonly [ColumnType, ColumnType, How, readonly Cell[], readonly Cell[]][] = [
  ['integer', 'integer', { width: 10 }, [37, 30, -1], [30, 30, -10]],
  [
    'number',
    'category',
    { bins: [18, 65] },
    [3.5, 18, 64, 99],
    ['< 18', '18 to 65', '18 to 65', '>= 65'],
  ],
  ['category', 'category', { prefix: 3 }, ['10057', 'ab'], ['100', 'ab']],
  [
    'category',
    'category',
    { network: 16 },
    ['10.1.2.3', '2001:db8:1:2::3'],
    ['10.1.0.0/16', '2001:db8:1::/48'],
  ],
  ['category', 'category', { map: { a: 'vowel', e: 'vowel' } }, ['e', 'x'], ['vowel', 'other']],
  ['timestamp', 'timestamp', { to: 'year' }, [Date.UTC(2026, 5, 3)], [Date.UTC(2026, 0, 1)]],
];

it.each(cases)(
  'a new row of %s becomes %s by %o, and so does the example made of that',
  async (type, made, how, given, wanted) => {
    await using database = await openDatabase({ threads: 1 });
    const shaping: RowShaping = {
      raw: [{ name: 'it', type, as: 'it', given: false }],
      columns: {},
      generalise: { it: how as GeneraliseValues },
    };
    const shape = await rowShaper(shaping, [{ name: 'it', type: made }], database);
    const shaped = async (cells: readonly Cell[]): Promise<readonly Cell[]> => {
      const rows = await shape({ rows: cells.length, columns: new Map([['it', vectorOf(cells)]]) });
      if ('problems' in rows) throw new Error('they are rows');
      return [...(rows.columns.get('it')?.values ?? [])] as Cell[];
    };
    expect(await shaped(given)).toEqual(wanted);
    const examples = wanted.map((cell) => rawRow(shaping, { it: cell })['it'] as Cell);
    expect(await shaped(examples)).toEqual(wanted);
  },
);

function vectorOf(cells: readonly Cell[]): Vector {
  return typeof cells[0] === 'number'
    ? { kind: 'number', values: Float64Array.from(cells as number[]) }
    : { kind: 'string', values: cells as string[] };
}
