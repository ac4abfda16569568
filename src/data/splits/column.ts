import type { Params } from '../../contracts/params.js';
import { MlxError } from '../../errors/index.js';
import { identifier, literal } from '../tables/sql.js';
import { assignByHash } from './assign/by-hash.js';
import { columnNamed } from './assign/column-named.js';
import { type SplitStrategy, type SplittableTable, splitNames } from './split-strategy.js';

const params = {
  column: {
    type: 'string',
    minLength: 1,
    description: 'Column that says `train`, `validation` or `test` in every row',
  },
  validation: {
    type: 'number',
    default: 0.15,
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    description:
      'Share of the train rows taken at random for validation when the column names none',
  },
} as const satisfies Params;

/** The split each row names itself, as data that comes with a split of its own does. */
export const column: SplitStrategy<typeof params> = {
  name: 'column',
  summary: 'The split that a column names; validation is taken from train if it names none',
  params,
  required: ['column'],
  async assign(values, table) {
    const { name } = columnNamed(values.column ?? '', table.columns);
    const said = `lower(trim(CAST(t.${identifier(name)} AS VARCHAR)))`;
    const found = await namedSplits(table, { name, said });
    if (found.has('validation')) return { split: said, join: '', warnings: [] };
    const share = values.validation;
    const ofTrain = await assignByHash(
      { ...table, relation: `(SELECT * FROM ${table.relation} AS t WHERE ${said} = 'train')` },
      { stratum: `''`, shares: { train: 1 - share, validation: share, test: 0 } },
    );
    return {
      ...ofTrain,
      split: `CASE WHEN ${said} = 'test' THEN 'test' ELSE ${ofTrain.split} END`,
    };
  },
};

async function namedSplits(
  { database, relation }: SplittableTable,
  { name, said }: { readonly name: string; readonly said: string },
): Promise<ReadonlySet<string>> {
  const rows = await database.rows<{ said: string | null }>(
    `SELECT DISTINCT ${said} AS said FROM ${relation} AS t ORDER BY ALL LIMIT 20`,
  );
  const found = new Set(rows.map((row) => row.said ?? ''));
  const odd = [...found].find((text) => !(splitNames as readonly string[]).includes(text));
  if (odd !== undefined) {
    const what = odd === '' ? 'is missing in some rows' : `holds ${literal(odd)}`;
    throw new MlxError(
      'data/split-column',
      `\`${name}\` ${what}; it must name a split in every row`,
      {
        hints: ['Write `train`, `validation` or `test` in every row'],
      },
    );
  }
  return found;
}
