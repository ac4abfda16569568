import { type Column, isWritten } from '../../contracts/table.js';
import type { Cell, Database } from './database.js';
import type { ParquetFacts } from './parquet-facts.js';
import { identifier, numberedParquetRows, parquetRows } from './sql.js';

export type Typed = Pick<Column, 'name' | 'type'>;

/** A column with what its file and one pass over some columns tell. */
export interface CountedColumn extends Typed {
  readonly rows: number;
  readonly present: number;
  /** The distinct values: not more than this where that is few; else DuckDB's estimate, some per cent off. */
  readonly about: number;
  readonly min: Cell | undefined;
  readonly max: Cell | undefined;
}

/** A Parquet table that ingest wrote. */
export interface WrittenTable {
  readonly file: string;
  readonly facts: ParquetFacts;
  /** How many different values columns have at most, where the file tells. */
  readonly atMost: ReadonlyMap<string, number>;
}

/** Counts the cells of columns, estimates how many differ, and finds how far those reach that have a place on a line. */
export async function countsOf(
  database: Database,
  table: WrittenTable,
  columns: readonly Typed[],
): Promise<readonly CountedColumn[]> {
  const { rows, missing } = table.facts;
  const extents = await extentsOf(database, table, columns);
  const about = await aboutDistinct(database, table, columns);
  return columns.map(({ name, type }, at) => ({
    ...{ name, type, rows },
    present: rows - (missing.get(name) ?? 0),
    about: about.get(name) ?? 0,
    ...{ min: extents[`min${at}`], max: extents[`max${at}`] },
  }));
}

/** In a statement of its own: the file tells, where nothing is asked that it does not. */
async function extentsOf(
  database: Database,
  { file }: WrittenTable,
  columns: readonly Typed[],
): Promise<Readonly<Record<string, Cell>>> {
  const asked = columns.flatMap(({ name, type }, at) => {
    if (type === 'boolean' || isWritten(type)) return [];
    const column = identifier(name);
    const shown = type === 'timestamp' ? isoText : (value: string) => value;
    return [`${shown(`min(${column})`)} AS min${at}`, `${shown(`max(${column})`)} AS max${at}`];
  });
  if (asked.length === 0) return {};
  const [row = {}] = await database.rows<Record<string, Cell>>(
    `SELECT ${asked.join(', ')} FROM ${parquetRows(file)}`,
  );
  return row;
}

function isoText(value: string): string {
  return `strftime(${value}, '%Y-%m-%dT%H:%M:%S.%gZ')`;
}

/**
 * Of columns that the file says hold few values this is the most it can be. Of numbers and times with very many
 * already in the first rows it is how many those hold, as it does not matter then how many there are.
 */
async function aboutDistinct(
  database: Database,
  { file, facts, atMost }: WrittenTable,
  columns: readonly Typed[],
): Promise<ReadonlyMap<string, number>> {
  const about = new Map<string, number>();
  for (const { name, type } of columns) {
    const most = type === 'boolean' ? 2 : atMost.get(name);
    if (most !== undefined && most <= fewValues) about.set(name, most);
  }
  const unknown = (): readonly Typed[] => columns.filter(({ name }) => !about.has(name));
  const isLong = facts.rows > 2 * firstRows;
  const lines = unknown().filter(
    ({ type }) => isLong && (type === 'number' || type === 'timestamp'),
  );
  const first = `${numberedParquetRows(file)} WHERE file_row_number < ${firstRows}`;
  for (const [name, found] of await estimated(database, first, lines)) {
    if (found > manyValues) about.set(name, found);
  }
  for (const [name, found] of await estimated(database, parquetRows(file), unknown())) {
    about.set(name, found);
  }
  return about;
}

/** Up to here it does not matter how many they are: they are counted. Beyond, those of numbers and times are not. */
const fewValues = 100_000;
const manyValues = 250_000;
const firstRows = 500_000;

async function estimated(
  database: Database,
  rows: string,
  columns: readonly Typed[],
): Promise<readonly (readonly [name: string, distinct: number])[]> {
  if (columns.length === 0) return [];
  const counts = columns.map(
    ({ name }, at) => `approx_count_distinct(${identifier(name)}) AS c${at}`,
  );
  const [row = {}] = await database.rows<Record<string, number>>(
    `SELECT ${counts.join(', ')} FROM ${rows}`,
  );
  return columns.map(({ name }, at) => [name, Number(row[`c${at}`])]);
}
