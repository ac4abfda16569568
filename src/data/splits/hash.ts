import { identifier, literal } from '../tables/sql.js';
import { columnNamed } from './assign/column-named.js';
import { keyText } from './assign/key-text.js';
import { sharesOf } from './assign/shares.js';
import { type SplitStrategy, type SplittableTable, shareParams } from './split-strategy.js';

const params = {
  key: {
    type: 'array',
    items: { type: 'string' },
    description: 'Columns whose values say which split a row is in, such as an id',
  },
  ...shareParams,
} as const;

/**
 * The split of a row follows from its key and the seed alone (MD5 of both, as a fraction), so it never changes when
 * other rows come or go. The shares are therefore only met on average.
 */
export const hash: SplitStrategy<typeof params> = {
  name: 'hash',
  summary:
    'By a hash of key columns: a row stays where it is when others come or go; shares are approximate',
  params,
  required: ['key'],
  async assign(values, table) {
    const { train, validation } = sharesOf(values);
    const key = values.key ?? [];
    for (const name of key) columnNamed(name, table.columns);
    const fraction = `md5_number_lower(${literal(`${table.seed}`)} || ${keyText(key)})`;
    return {
      join: '',
      split: `CASE WHEN ${fraction} < ${bound(train)} THEN 'train' WHEN ${fraction} < ${bound(train + validation)} THEN 'validation' ELSE 'test' END`,
      warnings: await keyless(table, key),
    };
  },
};

/** A share of all that 64 bits can say. */
function bound(share: number): string {
  return `${BigInt(Math.round(share * 2 ** 53)) << 11n}::UBIGINT`;
}

async function keyless(
  { database, relation }: SplittableTable,
  key: readonly string[],
): Promise<readonly string[]> {
  const absent = key.map((name) => `t.${identifier(name)} IS NULL`).join(' AND ');
  const [row] = await database.rows<{ missing: number }>(
    `SELECT count(*) AS missing FROM ${relation} AS t WHERE ${absent}`,
  );
  const missing = row?.missing ?? 0;
  const names = key.map((name) => `\`${name}\``).join(', ');
  const rows = missing === 1 ? '1 row has' : `${missing} rows have`;
  return missing === 0 ? [] : [`${rows} no ${names}: all of them share one split`];
}
