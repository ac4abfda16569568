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

/** Some rows in {@link spoolDialect}, each with its line feed. */
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

/**
 * Writes the rows of a database to a text file in scratch and describes them as a part: DuckDB reads the file out of
 * core. A file like this holds one row a line, cells apart by commas, every cell in quotes (those inside doubled) but
 * missing ones, which are `\N`.
 */
export async function spoolRows(spooled: Spooled, world: SourceWorld): Promise<SourcePart> {
  const file = join(world.scratch, `rows-${String((counter += 1))}.csv`);
  const none = { bytes: 0, rows: 0 };
  const written = world.headerOnly === true ? none : await writeLines(spooled, file, world);
  const { bytes, rows } = written;
  const columns = await keptColumns(spooled.columns, { file, empty: bytes === 0, world });
  return {
    origin: spooled.origin,
    file,
    ...{ bytes, rows },
    relation: relationOf(file, spooled.columns.length, bytes === 0),
    columns,
    dialect: spooled.dialect,
    ...(spooled.nullValues === undefined ? {} : { nullValues: spooled.nullValues }),
  };
}

let counter = 0;

async function writeLines(
  { lines, origin }: Spooled,
  file: string,
  { signal, emit }: SourceWorld,
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

interface Kept {
  readonly file: string;
  readonly empty: boolean;
  readonly world: SourceWorld;
}

/** Looks at every cell, so that a column is never kept as something that one of its cells is not. */
async function keptColumns(
  columns: readonly SpooledColumn[],
  { file, empty, world }: Kept,
): Promise<readonly PartColumn[]> {
  const questions = columns.flatMap(({ fits }, at) =>
    fits.map((storage) => ({ at, storage, name: `${storage}_${at}` })),
  );
  const fitting = new Set<string>();
  if (empty) for (const { name } of questions) fitting.add(name);
  else if (questions.length > 0) {
    const asked = questions.map(({ at, storage, name }) => {
      const cell = identifier(`c${at}`);
      return `count(*) FILTER (WHERE ${cell} IS NOT NULL AND NOT coalesce(${fit[storage](cell)}, false)) = 0 AS ${identifier(name)}`;
    });
    const [answer = {}] = await world.database.rows<Record<string, boolean>>(
      `SELECT ${asked.join(', ')} FROM ${relationOf(file, columns.length, false)}`,
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
