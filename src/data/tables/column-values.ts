import { type Column, isWritten } from '../../contracts/table.js';
import type { CountedColumn } from './column-counts.js';
import type { Database } from './database.js';
import { inBatches } from './in-batches.js';
import { identifier } from './sql.js';

/** The distinct values of a column: there are more than `distinct` when `more` is true. */
export interface ColumnValues {
  readonly distinct: number;
  readonly more?: true;
  /** Words of all its cells, for texts and categories. */
  readonly words?: number;
}

/** Counts the distinct values of columns, and the words of written ones. A column with very many is not counted. */
export async function valuesOf(
  database: Database,
  table: string,
  columns: readonly CountedColumn[],
): Promise<ReadonlyMap<string, ColumnValues>> {
  const values = await valuesOfRising(database, table, columns);
  const uncounted = columns.filter((column) => !isCounted(column));
  for (const { name } of uncounted) values.set(name, { distinct: most, more: true });
  const rows = Math.max(1, columns[0]?.rows ?? 0);
  // Together when that is little: counting many values of several columns at once would need much memory.
  const together = Math.max(1, Math.floor(fewCells / rows));
  const grouped = columns.filter((column) => isWritten(column.type) && column.about <= most);
  const counting = columns.filter((column) => isCounted(column) && !values.has(column.name));
  const asked = [...counting, ...uncounted.filter(({ type }) => isWritten(type))];
  for (const some of inBatches(asked, together)) {
    const counts = some.flatMap((column, at) => [
      ...(isCounted(column) ? [`count(DISTINCT ${identifier(column.name)}) AS d${at}`] : []),
      ...(isWritten(column.type) ? [`sum(${wordsIn(identifier(column.name))}) AS w${at}`] : []),
    ]);
    const [only] = some.length === 1 ? some : [];
    const [found = {}] = await database.rows<Record<string, number | null>>(
      only !== undefined && grouped.includes(only)
        ? countsByValue(table, only.name)
        : `SELECT ${counts.join(', ')} FROM ${table}`,
    );
    some.forEach(({ name }, at) => {
      const words = found[`w${at}`];
      values.set(name, {
        ...(values.get(name) ?? { distinct: found[`d${at}`] ?? 0 }),
        ...(typeof words === 'number' && { words }),
      });
    });
  }
  return values;
}

/** Of long columns of whole numbers that count up from row to row, as ids do: each of their values is one of its own. */
async function valuesOfRising(
  database: Database,
  table: string,
  columns: readonly CountedColumn[],
): Promise<Map<string, ColumnValues>> {
  const values = new Map<string, ColumnValues>();
  const likely = columns.filter(
    ({ type, rows, present, about }) =>
      type === 'integer' && rows >= longColumn && present === rows && about > rows * 0.8,
  );
  for (const { name, rows } of likely) {
    const column = identifier(name);
    const [found] = await database.rows<{ back: number }>(
      `SELECT count_if(v <= before) AS back FROM (SELECT ${column} AS v, lag(${column}) OVER () AS before FROM ${table})`,
    );
    if (found?.back === 0) values.set(name, { distinct: rows });
  }
  return values;
}

/** From so many rows on, counting different values takes longer than a look at their order. */
const longColumn = 100_000;

/** Of a long column with few different values the words are counted once for each. */
function countsByValue(table: string, name: string): string {
  return `SELECT count(*) AS d0, CAST(sum(n * ${wordsIn('v')}) AS BIGINT) AS w0 FROM (
    SELECT ${identifier(name)} AS v, count(*) AS n FROM ${table} WHERE ${identifier(name)} IS NOT NULL GROUP BY ${identifier(name)})`;
}

function wordsIn(text: string): string {
  return `(length(${text}) - length(replace(${text}, ' ', '')) + 1)`;
}

function isCounted({ type, present, about }: CountedColumn): boolean {
  const mayBeUnique = about > present * 0.8 && uniqueMatters.has(type);
  return about <= most * 2 || mayBeUnique;
}

const uniqueMatters = new Set<Column['type']>(['integer', 'category', 'text']);
const most = 100_000;
const fewCells = 2_000_000;
