import { expect, it } from 'vitest';
import type { Vector } from '../../../src/contracts/batch.js';
import type { ColumnType } from '../../../src/contracts/table.js';
import type { GeneraliseValues } from '../../../src/data/privacy/actions/generalise.js';
import { rowShaper } from '../../../src/data/shaping/new-rows.js';
import { rawRow } from '../../../src/data/shaping/raw-row.js';
import type { RowShaping } from '../../../src/data/shaping/row-shaping.js';
import { openDatabase } from '../../../src/data/tables/database.js';

type How = Partial<GeneraliseValues>;
type Cell = string | number | null;

interface Case {
  readonly type: ColumnType;
  readonly made: ColumnType;
  readonly how: How;
  readonly given: readonly Cell[];
  readonly wanted: readonly Cell[];
}

const cases: readonly Case[] = [
  {
    type: 'integer',
    made: 'integer',
    how: { width: 10 },
    given: [37, 30, -1],
    wanted: [30, 30, -10],
  },
  {
    type: 'number',
    made: 'category',
    how: { bins: [18, 65] },
    given: [3.5, 18, 64, 99],
    wanted: ['< 18', '18 to 65', '18 to 65', '>= 65'],
  },
  {
    type: 'category',
    made: 'category',
    how: { prefix: 3 },
    given: ['10057', 'ab'],
    wanted: ['100', 'ab'],
  },
  {
    type: 'category',
    made: 'category',
    how: { network: 16 },
    given: ['10.1.2.3', '2001:db8:1:2::3'],
    wanted: ['10.1.0.0/16', '2001:db8:1::/48'],
  },
  {
    type: 'category',
    made: 'category',
    how: { map: { a: 'vowel', e: 'vowel' } },
    given: ['e', 'x'],
    wanted: ['vowel', 'other'],
  },
  {
    type: 'timestamp',
    made: 'timestamp',
    how: { to: 'year' },
    given: [Date.UTC(2026, 5, 3)],
    wanted: [Date.UTC(2026, 0, 1)],
  },
];

it.each(cases)(
  'a new row of $type is made less exact by $how, and the example made of that the same',
  async ({ type, made, how, given, wanted }) => {
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
