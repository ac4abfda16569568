import { join } from 'node:path';
import type { JsonObject } from '../../../contracts/json.js';
import { identifier, literal } from '../../tables/sql.js';
import { GrowingFile } from '../files/growing-file.js';
import type { PartColumn, SourcePart, SourceWorld, StorageType } from '../source.js';

/** A column as a database declares it. */
export interface SpooledColumn {
  readonly name: string;
  /** The type by its name there. */
  readonly declared: string;
  /** How its cells may be kept, the best first: the first that fits every cell is taken, otherwise text. */
  readonly fits: readonly Exclude<StorageType, 'VARCHAR'>[];
}

/** Some rows as {@link spoolLines} writes them, each with its line feed. */
export interface RowLines {
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** Rows that a database writes as text itself: far quicker than to take them apart here. */
export interface Spooled {
  readonly origin: string;
  readonly columns: readonly SpooledColumn[];
  readonly lines: AsyncIterable<RowLines>;
  readonly dialect: JsonObject;
  readonly nullValues: readonly string[] | undefined;
}

/** Rows in a text file in scratch, their cells as text in the columns `c0`, `c1`, … of a relation. */
export interface SpoolFile {
  readonly file: string;
  readonly bytes: number;
  readonly rows: number;
  /** In SQL fit to stand after FROM. */
  readonly relation: string;
}

/** Writes the rows of a database to scratch and describes them as a part: DuckDB reads the file out of core. */
export async function spoolRows(spooled: Spooled, world: SourceWorld): Promise<SourcePart> {
  const { origin, columns, dialect, nullValues } = spooled;
  const { file, bytes, rows, relation } = await spoolLines(spooled, world);
  return {
    ...{ origin, file, bytes, rows, relation, dialect },
    columns: await keptColumns(columns, relation, world),
    ...(nullValues === undefined ? {} : { nullValues }),
  };
}

/**
 * Writes the rows of a database to a text file: one row a line, cells apart by commas, every cell in quotes (those inside
 * doubled) but missing ones, which are `\N`. Of a header no row is asked for.
 */
export async function spoolLines(
  { origin, columns, lines }: Pick<Spooled, 'origin' | 'columns' | 'lines'>,
  world: SourceWorld,
): Promise<SpoolFile> {
  const file = scratchFile(world, 'csv');
  const none = { bytes: 0, rows: 0 };
  const written =
    world.headerOnly === true ? none : await writeLines(lines, { origin, file, world });
  return { file, ...written, relation: relationOf(file, columns.length, written.rows === 0) };
}

/** A name for a file in scratch that nothing has yet. */
export function scratchFile({ scratch }: SourceWorld, ending: string): string {
  return join(scratch, `rows-${String((counter += 1))}.${ending}`);
}

let counter = 0;

interface Target {
  readonly origin: string;
  readonly file: string;
  readonly world: SourceWorld;
}

async function writeLines(
  lines: AsyncIterable<RowLines>,
  { origin, file, world: { signal, emit } }: Target,
): Promise<{ readonly bytes: number; readonly rows: number }> {
  await using target = await GrowingFile.open(file);
  let [rows, toldAt, bytes] = [0, performance.now(), 0];
  for await (const chunk of lines) {
    signal.throwIfAborted();
    await target.write(chunk.bytes);
    rows += chunk.rows;
    bytes += chunk.bytes.length;
    if (performance.now() - toldAt < tellEvery) continue;
    toldAt = performance.now();
    emit?.({ type: 'progress', done: rows, unit: 'rows', label: origin });
  }
  return { bytes, rows };
}

const tellEvery = 200;

function relationOf(file: string, count: number, empty: boolean): string {
  const names = Array.from({ length: count }, (_, at) => `c${at}`);
  if (empty) {
    return `(SELECT ${names.map((name) => `NULL::VARCHAR AS ${name}`).join(', ')} WHERE false)`;
  }
  const types = names.map((name) => `${literal(name)}: 'VARCHAR'`).join(', ');
  return `read_csv(${literal(file)}, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"', new_line = '\\n', nullstr = '\\N', allow_quoted_nulls = false, max_line_size = ${longestLine}, columns = {${types}})`;
}

const longestLine = 1 << 25;

/** Looks at every cell, so that a column is never kept as something that one of its cells is not. */
export async function keptColumns(
  columns: readonly SpooledColumn[],
  relation: string,
  { database }: Pick<SourceWorld, 'database'>,
): Promise<readonly PartColumn[]> {
  const questions = columns.flatMap(({ fits }, at) =>
    fits.map((storage) => ({ at, storage, name: `${storage}_${at}` })),
  );
  const fitting = new Set<string>();
  if (questions.length > 0) {
    const asked = questions.map(({ at, storage, name }) => {
      const cell = identifier(`c${at}`);
      return `count(*) FILTER (WHERE ${cell} IS NOT NULL AND NOT coalesce(${fit[storage](cell)}, false)) = 0 AS ${identifier(name)}`;
    });
    const [answer = {}] = await database.rows<Record<string, boolean>>(
      `SELECT ${asked.join(', ')} FROM ${relation}`,
    );
    for (const [name, holds] of Object.entries(answer)) if (holds) fitting.add(name);
  }
  return columns.map(({ name, declared, fits }, at) => {
    const storage = fits.find((each) => fitting.has(`${each}_${at}`)) ?? 'VARCHAR';
    return { name, storage, value: valueOf[storage](identifier(`c${at}`)), sniffed: declared };
  });
}

const fit = {
  BOOLEAN: (cell: string) => `${cell} IN ('0', '1', 't', 'f')`,
  BIGINT: (cell: string) =>
    `regexp_full_match(${cell}, '-?[0-9]+') AND TRY_CAST(${cell} AS BIGINT) IS NOT NULL`,
  DOUBLE: (cell: string) => `TRY_CAST(${cell} AS DOUBLE) IS NOT NULL`,
  TIMESTAMP: (cell: string) => `isfinite(TRY_CAST(${cell} AS TIMESTAMP))`,
} as const;

const cast = (type: string) => (cell: string) => `CAST(${cell} AS ${type})`;

const valueOf: Readonly<Record<StorageType, (cell: string) => string>> = {
  VARCHAR: (cell) => cell,
  BOOLEAN: cast('BOOLEAN'),
  BIGINT: cast('BIGINT'),
  TIMESTAMP: cast('TIMESTAMP'),
  // What is not a number, or infinite, is missing: as in Parquet files.
  DOUBLE: (cell) => `CASE WHEN isfinite(CAST(${cell} AS DOUBLE)) THEN CAST(${cell} AS DOUBLE) END`,
};
