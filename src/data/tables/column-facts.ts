import type { Column } from '../../contracts/table.js';
import type { Cell, Database } from './database.js';
import { identifier, parquetRows } from './sql.js';

/** What is in a column, exact over all rows. */
export interface ColumnFacts {
  readonly missing: number;
  /** Distinct values; when `more` is true there are more than this. */
  readonly distinct: number;
  readonly more?: boolean;
  /** True when every row has a value of its own. */
  readonly unique: boolean;
  /** The first few values, as text. */
  readonly examples: readonly string[];
  /** Numbers as they are, timestamps as ISO text; absent for the other types and for empty columns. */
  readonly min?: number | string;
  readonly max?: number | string;
  /** Words per value on average, for text and categories. */
  readonly words?: number;
}

type Typed = Pick<Column, 'name' | 'type'>;

interface ColumnsToCount {
  readonly columns: readonly Typed[];
  /** Told of each column before it is looked at, by its index. */
  readonly onColumn?: (index: number) => void;
}

/**
 * Facts about columns of a Parquet table. Counting the distinct values of a long column of unique numbers is dear
 * and says little, so it stops at 100,000 there; where uniqueness matters (integers and texts) it does not.
 */
export async function columnFacts(
  database: Database,
  file: string,
  { columns, onColumn }: ColumnsToCount,
): Promise<readonly ColumnFacts[]> {
  if (columns.length === 0) return [];
  onColumn?.(0);
  const table = parquetRows(file);
  const counts = columns.flatMap(({ name, type }, index) =>
    countsOf(identifier(name), type, index),
  );
  const [row = {}] = await database.rows<Record<string, Cell>>(
    `SELECT count(*) AS total, ${counts.join(', ')} FROM ${table}`,
  );
  const facts: ColumnFacts[] = [];
  for (const [index, column] of columns.entries()) {
    onColumn?.(index);
    facts.push(await factsOf(database, table, { column, index, row }));
  }
  return facts;
}

function countsOf(column: string, type: Column['type'], index: number): readonly string[] {
  const counted = [
    `count(${column}) AS present${index}`,
    `approx_count_distinct(${column}) AS about${index}`,
  ];
  if (type === 'category' || type === 'text') {
    const spaces = `length(${column}) - length(replace(${column}, ' ', ''))`;
    return [...counted, `sum(${spaces} + 1) AS words${index}`];
  }
  if (type === 'boolean') return counted;
  const shown = type === 'timestamp' ? isoText : (value: string) => value;
  return [
    ...counted,
    `${shown(`min(${column})`)} AS min${index}`,
    `${shown(`max(${column})`)} AS max${index}`,
  ];
}

function isoText(value: string): string {
  return `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}

interface FactRequest {
  readonly column: Typed;
  readonly index: number;
  /** The counts of all columns, by name and index. */
  readonly row: Readonly<Record<string, Cell>>;
}

async function factsOf(
  database: Database,
  table: string,
  { column, index, row }: FactRequest,
): Promise<ColumnFacts> {
  const total = Number(row['total']);
  const present = Number(row[`present${index}`]);
  const about = Number(row[`about${index}`]);
  const distinct = await distinctOf(database, table, { column, present, about });
  const words = row[`words${index}`];
  return {
    missing: total - present,
    ...distinct,
    unique: distinct.more !== true && distinct.distinct === total,
    examples: await examplesOf(database, table, column.name),
    ...bound('min', row[`min${index}`]),
    ...bound('max', row[`max${index}`]),
    ...(typeof words === 'number' ? { words: words / present } : {}),
  };
}

function bound<Name extends 'min' | 'max'>(
  name: Name,
  value: Cell | undefined,
): Partial<Record<Name, number | string>> {
  if (typeof value !== 'number' && typeof value !== 'string') return {};
  return { [name]: value } as Partial<Record<Name, number | string>>;
}

interface DistinctRequest {
  readonly column: Typed;
  readonly present: number;
  /** DuckDB's estimate, some per cent off. */
  readonly about: number;
}

async function distinctOf(
  database: Database,
  table: string,
  { column, present, about }: DistinctRequest,
): Promise<{ distinct: number; more?: true }> {
  const mayBeUnique = about > present * 0.8 && uniqueMatters.has(column.type);
  if (about > most * 2 && !mayBeUnique) return { distinct: most, more: true };
  const [row] = await database.rows<{ distinct: number }>(
    `SELECT count(DISTINCT ${identifier(column.name)}) AS distinct FROM ${table}`,
  );
  return { distinct: row?.distinct ?? 0 };
}

const uniqueMatters = new Set<Column['type']>(['integer', 'category', 'text']);
const most = 100_000;

async function examplesOf(
  database: Database,
  table: string,
  name: string,
): Promise<readonly string[]> {
  const rows = await database.rows<{ value: string }>(
    `SELECT CAST(${identifier(name)} AS VARCHAR) AS value FROM ${table}
     WHERE ${identifier(name)} IS NOT NULL LIMIT 50`,
  );
  const distinct = [...new Set(rows.map(({ value }) => value))];
  return distinct.slice(0, 3).map((text) => (text.length > 80 ? `${text.slice(0, 79)}…` : text));
}
