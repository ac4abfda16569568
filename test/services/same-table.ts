import { join } from 'node:path';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import type { JsonObject } from '../../src/contracts/json.js';
import { openDatabase } from '../../src/data/tables/database.js';
import { literal } from '../../src/data/tables/sql.js';
import { writeParquet } from '../../src/data/tables/write-parquet.js';
import type { TestProject } from '../data/project.js';

/** Rows that are hard to carry over: texts of all kinds, great and exact numbers, what is missing, times. */
interface HardRow {
  readonly id: number;
  readonly big: string | null;
  readonly price: string | null;
  readonly ratio: number | null;
  readonly flag: boolean | null;
  readonly seen_at: string | null;
  readonly day: string | null;
  readonly name: string | null;
}

const texts = [
  'plain',
  'with, comma',
  'with "quotes" in it',
  "it's",
  'two\nlines',
  'Grüße, 東京 🚀',
  '\\N',
  'back\\slash',
  'a\tb',
  null,
];

/** The table that every source must give alike. */
export const hardRows: readonly HardRow[] = Array.from({ length: 60 }, (_, at) => ({
  id: at + 1,
  big: at % 7 === 3 ? null : String(9007199254740993n + BigInt(at)),
  price: at % 11 === 5 ? null : `${at * 13}.${String((at * 37) % 100).padStart(2, '0')}`,
  ratio: at % 5 === 2 ? null : (at - 30) / 7,
  flag: at % 9 === 4 ? null : at % 2 === 0,
  seen_at:
    at % 6 === 1
      ? null
      : `2024-02-${String(1 + (at % 28)).padStart(2, '0')} 13:07:${String(at).padStart(2, '0')}.250`,
  day: at % 8 === 7 ? null : `2023-12-${String(1 + (at % 31)).padStart(2, '0')}`,
  name: texts[at % texts.length] ?? null,
}));

const names = Object.keys(hardRows[0] ?? {}) as (keyof HardRow)[];

export function hardCsv(rows = hardRows): string {
  const cell = (value: HardRow[keyof HardRow]): string => {
    if (value === null) return '';
    return typeof value === 'string' ? `"${value.replaceAll('"', '""')}"` : String(value);
  };
  const lines = rows.map((row) => names.map((name) => cell(row[name])).join(','));
  return `${[names.join(','), ...lines].join('\n')}\n`;
}

export function hardJsonl(rows = hardRows): string {
  const cell = (name: keyof HardRow, row: HardRow): string =>
    (name === 'big' || name === 'price') && row[name] !== null
      ? row[name]
      : JSON.stringify(row[name]);
  const line = (row: HardRow): string =>
    `{${names.map((name) => `${JSON.stringify(name)}:${cell(name, row)}`).join(',')}}`;
  return `${rows.map(line).join('\n')}\n`;
}

/** Statements that make the table; `quote` turns a text into a literal of that system. */
export function hardSql(types: Readonly<Record<keyof HardRow, string>>, quote = literal): string[] {
  const cell = (row: HardRow, name: keyof HardRow): string => {
    const value = row[name];
    if (value === null) return 'NULL';
    if (typeof value === 'string' && name !== 'big' && name !== 'price') return quote(value);
    return typeof value === 'boolean' && types.flag === 'BOOLEAN_NUMBER'
      ? String(Number(value))
      : String(value);
  };
  const rows = hardRows.map((row) => `(${names.map((name) => cell(row, name)).join(', ')})`);
  const columns = names.map((name) => `${name} ${types[name].replace('_NUMBER', '')}`);
  return [
    `CREATE TABLE hard (${columns.join(', ')}, PRIMARY KEY (id))`,
    `INSERT INTO hard VALUES ${rows.toReversed().join(', ')}`,
  ];
}

export const postgresTypes = {
  ...{
    id: 'integer',
    big: 'bigint',
    price: 'numeric(10,2)',
    ratio: 'double precision',
    flag: 'boolean',
  },
  ...{ seen_at: 'timestamp', day: 'date', name: 'text' },
};

export const mysqlTypes = {
  ...{ id: 'INT', big: 'BIGINT', price: 'DECIMAL(10,2)', ratio: 'DOUBLE', flag: 'BOOLEAN' },
  ...{ seen_at: 'DATETIME(3)', day: 'DATE', name: 'TEXT' },
};

const sqliteTypes = {
  ...{
    id: 'INTEGER',
    big: 'BIGINT',
    price: 'DECIMAL(10,2)',
    ratio: 'REAL',
    flag: 'BOOLEAN_NUMBER',
  },
  ...{ seen_at: 'TIMESTAMP', day: 'DATE', name: 'TEXT' },
};

/** A literal where a backslash must be doubled. */
export function mysqlLiteral(text: string): string {
  return literal(text.replaceAll('\\', '\\\\'));
}

/** Writes the table as `hard.sqlite` into a project. */
export function writeHardSqlite({ folder }: Pick<TestProject, 'folder'>): JsonObject {
  const database = new Sqlite(join(folder, 'hard.sqlite'));
  for (const statement of hardSql(sqliteTypes)) database.run(statement);
  database.close();
  return { path: 'hard.sqlite', table: 'hard' };
}

/** Writes the table as `hard.parquet` into a project. */
export async function writeHardParquet({
  folder,
}: Pick<TestProject, 'folder'>): Promise<JsonObject> {
  await using database = await openDatabase();
  const [create = '', insert = ''] = hardSql({
    ...postgresTypes,
    name: 'varchar',
  });
  await database.run(`${create}; ${insert}`);
  await writeParquet(database, 'SELECT * FROM hard ORDER BY id', {
    file: join(folder, 'hard.parquet'),
  });
  return { path: 'hard.parquet' };
}
