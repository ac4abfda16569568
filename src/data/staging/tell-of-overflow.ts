import { rowColumn } from '../../contracts/table.js';
import { isNumber, isNumeral } from '../tables/cell-types.js';
import type { Database } from '../tables/database.js';
import { identifier } from '../tables/sql.js';
import { placeOf, type Stack, stackedRelation } from './stack.js';

/** A column that would hold numbers but for some that are too large, and how many those are. */
export interface Overflowing {
  readonly name: string;
  readonly overflows: number;
}

/** Says of a column that numbers too large for 64 bits make it a category: where the first stands, and what to do. */
export async function tellOfOverflow(
  database: Database,
  stack: Stack,
  { name, overflows }: Overflowing,
): Promise<string> {
  const cell = identifier(name);
  const [first] = await database.rows<{ cell: string; place: number }>(
    `SELECT ${cell} AS cell, ${identifier(rowColumn)} AS place FROM ${stackedRelation(stack)}
     WHERE ${cell} IS NOT NULL AND NOT ${isNumber(cell)} AND ${isNumeral(cell)} ORDER BY place LIMIT 1`,
  );
  const row = first?.place ?? 0;
  const { file, line } = await placeOf(stack.parts, row);
  const where = `${file}${line === undefined ? '' : `:${line}`}`;
  const found = `row ${row + 1} (${where}) holds \`${first?.cell ?? ''}\``;
  const others =
    overflows === 1
      ? ''
      : `, and so ${overflows === 2 ? 'does one other row' : `do ${overflows - 1} other rows`}`;
  const setting = JSON.stringify({ [name]: { type: 'number', else: 'missing' } });
  return `\`${name}\` would be numbers, but ${found}, too large for 64 bits${others}: it is read as a category. Mend the cell, or take it as missing with \`ingest: { columns: ${setting} }\``;
}
