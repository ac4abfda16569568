import { rowColumn } from '../../contracts/table.js';
import type { Database } from '../tables/database.js';
import { identifier } from '../tables/sql.js';
import { placeOf, type Stack, stackedRelation } from './stack.js';

/** What was made missing because it does not fit a declared type: a warning for each column, with numbers and a place. Columns that a quality rule tells about are left out. */
export async function misfitWarnings(
  database: Database,
  stack: Stack,
  isToldElsewhere: (column: string) => boolean,
): Promise<readonly string[]> {
  const kept = stack.columns.flatMap(({ name, misfits }) =>
    misfits === undefined || isToldElsewhere(name) ? [] : [{ name, misfits: identifier(misfits) }],
  );
  if (kept.length === 0) return [];
  const row = identifier(rowColumn);
  const counts = kept.flatMap(({ misfits }, index) => [
    `count(${misfits}) AS count${index}`,
    `min(${row}) FILTER (${misfits} IS NOT NULL) AS row${index}`,
    `arg_min(${misfits}, ${row}) AS cell${index}`,
  ]);
  const [found = {}] = await database.rows<Record<string, string | number | null>>(
    `SELECT ${counts.join(', ')} FROM ${stackedRelation(stack)}`,
  );
  const warnings: string[] = [];
  for (const [index, { name }] of kept.entries()) {
    const count = Number(found[`count${index}`]);
    if (count === 0) continue;
    const { file, line } = await placeOf(stack.parts, Number(found[`row${index}`]));
    const where = line === undefined ? file : `${file}:${line}`;
    const cells = count === 1 ? '1 cell does' : `${count} cells do`;
    warnings.push(
      `\`${name}\`: ${cells} not fit its type and ${count === 1 ? 'is' : 'are'} missing now, such as \`${String(found[`cell${index}`])}\` (${where})`,
    );
  }
  return warnings;
}
