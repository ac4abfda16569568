import type { CountedColumn } from './column-counts.js';
import type { Database } from './database.js';
import { identifier } from './sql.js';

/** For each column the first different values of its first cells that are not missing, as text. */
export async function examplesOf(
  database: Database,
  table: string,
  columns: readonly Pick<CountedColumn, 'name' | 'present'>[],
): Promise<readonly (readonly string[])[]> {
  const cells = columns.map(({ name }) => `CAST(${identifier(name)} AS VARCHAR)`);
  const first = await database.columns<string | null>(
    `SELECT ${cells.join(', ')} FROM ${table} LIMIT ${4 * looksAt}`,
  );
  const examples: (readonly string[])[] = [];
  for (const [at, { name, present }] of columns.entries()) {
    const seen = (first[at] ?? []).filter((cell) => cell !== null);
    const enough = seen.length >= Math.min(present, looksAt);
    examples.push(shown(enough ? seen.slice(0, looksAt) : await firstOf(database, table, name)));
  }
  return examples;
}

/** Cells that are looked at, and those of them that are kept. */
const looksAt = 50;
const kept = 3;

/** Of a column that begins with gaps. */
async function firstOf(
  database: Database,
  table: string,
  name: string,
): Promise<readonly string[]> {
  const rows = await database.rows<{ value: string }>(
    `SELECT CAST(${identifier(name)} AS VARCHAR) AS value FROM ${table}
     WHERE ${identifier(name)} IS NOT NULL LIMIT ${looksAt}`,
  );
  return rows.map(({ value }) => value);
}

function shown(cells: readonly string[]): readonly string[] {
  const distinct = [...new Set(cells)];
  return distinct.slice(0, kept).map((text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text));
}
