import { randomUUID } from 'node:crypto';
import { copyFile, open, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { MlxError } from '../../../errors/index.js';
import { identifier, literal } from '../../tables/sql.js';
import type { FoundFile } from '../files/find-files.js';
import type { SourcePart, SourceWorld } from '../source.js';
import { openRows, type RowsRequest } from '../sql/open-rows.js';
import { type RowReader, tableHints } from '../sql/row-reader.js';
import type { RowLines, SpooledColumn } from '../sql/spool-rows.js';
import type { WantedRows, WantedTable } from '../sql/wanted-rows.js';
import { SqliteClient, SqliteRefusal } from './sqlite-client.js';

interface SqliteRequest extends Omit<RowsRequest, 'origin'> {
  readonly found: FoundFile;
}

/** The rows of a table or query of an SQLite file, as a part. */
export async function openSqlite(
  { found, ...request }: SqliteRequest,
  world: SourceWorld,
): Promise<SourcePart> {
  const before = await stamp(found.file);
  const { file, writable } = await workingCopy(found, world);
  await using client = new SqliteClient(file, { writable, signal: world.signal });
  try {
    const reader = new SqliteReader(client, found);
    const part = await openRows(reader, { ...request, origin: found.origin }, world);
    if ((await stamp(found.file)) !== before) throw changed(found);
    return part;
  } catch (error) {
    throw error instanceof SqliteRefusal ? refusal(error, found, request.wanted) : error;
  }
}

class SqliteReader implements RowReader {
  readonly system = 'sqlite';
  readonly quoted = identifier;
  readonly literal = literal;
  readonly place: string;
  readonly #client: SqliteClient;
  readonly #found: FoundFile;

  constructor(client: SqliteClient, found: FoundFile) {
    this.#client = client;
    this.#found = found;
    this.place = found.origin;
  }

  tableQuery(wanted: WantedTable): Promise<string> {
    return tableQuery(this.#client, wanted, this.#found);
  }

  columns(query: string): Promise<readonly SpooledColumn[]> {
    return columnsOf(this.#client, query);
  }

  lines(query: string, columns: readonly SpooledColumn[]): AsyncIterable<RowLines> {
    return this.#client.lines(lineQuery(query, columns));
  }
}

/**
 * The file under a name in scratch, because the client leaves its lock beside the file; a copy of it where there is a
 * log to be played back first.
 */
async function workingCopy(
  { file, origin }: FoundFile,
  { scratch }: SourceWorld,
): Promise<{ readonly file: string; readonly writable: boolean }> {
  const name = join(scratch, `${randomUUID()}.sqlite`);
  const kind = await kindOf(file, origin);
  const logs = await Promise.all(
    ['-wal', '-journal'].map(async (end) => ((await sizeOf(file + end)) > 0 ? [end] : [])),
  );
  const writable = kind === 'write-ahead' || logs.flat().length > 0;
  if (!writable) {
    await symlink(file, name);
    return { file: name, writable };
  }
  await copyFile(file, name);
  for (const end of logs.flat()) await copyFile(file + end, name + end);
  return { file: name, writable };
}

/** Whether a file has a write-ahead log, by its first bytes. Throws when it is no database that can be read. */
async function kindOf(file: string, origin: string): Promise<'plain' | 'write-ahead'> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(60);
    const { bytesRead } = await handle.read(head, 0, 60, 0);
    if (head.toString('latin1', 0, 16) !== 'SQLite format 3\0') {
      throw noDatabase(origin, bytesRead === 0);
    }
    if (head.readUInt32BE(56) > 1) throw inUtf16(origin);
    return head[18] === 2 ? 'write-ahead' : 'plain';
  } finally {
    await handle.close();
  }
}

function noDatabase(origin: string, isEmpty: boolean): MlxError {
  return new MlxError(
    isEmpty ? 'data/file-empty' : 'data/not-a-table',
    isEmpty ? `\`${origin}\` is empty` : `\`${origin}\` is no SQLite database`,
    { hints: ['Check that the path is right, and the copy whole'], place: { file: origin } },
  );
}

function inUtf16(origin: string): MlxError {
  return new MlxError('data/encoding', `\`${origin}\` keeps its texts in UTF-16`, {
    hints: [
      'Write it anew in UTF-8: `sqlite3 old.db .dump | grep -v "PRAGMA encoding" | sqlite3 new.db`',
    ],
    place: { file: origin },
  });
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => undefined))?.size ?? 0;
}

async function stamp(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  return `${size} ${mtimeMs} ${await sizeOf(`${file}-wal`)}`;
}

async function tableQuery(
  reader: SqliteClient,
  wanted: WantedTable,
  found: FoundFile,
): Promise<string> {
  const tables = await reader.rows(
    `SELECT name, type FROM sqlite_schema WHERE type IN ('table', 'view') ORDER BY name`,
  );
  const name = wanted.parts.length === 1 ? (wanted.parts[0] ?? '') : wanted.parts.join('.');
  const table = tables.find((each) => String(each['name']).toLowerCase() === name.toLowerCase());
  if (table === undefined)
    throw noTable(
      name,
      tables.map((each) => String(each['name'])),
      found,
    );
  const columns = await reader.rows(`SELECT name, pk FROM pragma_table_info(${literal(name)})`);
  const keys = columns
    .filter(({ pk }) => Number(pk) > 0)
    .toSorted((a, b) => Number(a['pk']) - Number(b['pk']))
    .map((column) => identifier(String(column['name'])));
  // A table without a key has its rows in the order in which they came.
  const isView = table['type'] === 'view';
  const order = keys.length > 0 ? ` ORDER BY ${keys.join(', ')}` : isView ? '' : ' ORDER BY rowid';
  return `SELECT * FROM ${identifier(name)}${order}`;
}

/** A view tells its columns without being read, and takes nothing but one statement that reads. */
async function columnsOf(reader: SqliteClient, query: string): Promise<readonly SpooledColumn[]> {
  await reader.rows('PRAGMA query_only = false');
  await reader.rows(`CREATE TEMP VIEW mlx_rows AS ${query}\n`);
  const columns = await reader.rows(`SELECT name, type FROM pragma_table_info('mlx_rows')`);
  await reader.rows('DROP VIEW temp.mlx_rows');
  await reader.rows('PRAGMA query_only = true');
  return columns.map((column) => {
    const declared = String(column['type']);
    return { name: String(column['name']), declared: declared || 'ANY', fits: fitsOf(declared) };
  });
}

/** What a declared type promises, by SQLite's own rules of affinity. */
function fitsOf(declared: string): SpooledColumn['fits'] {
  if (/^BOOL/i.test(declared)) return ['BOOLEAN'];
  if (/INT/i.test(declared)) return ['BIGINT'];
  if (/CHAR|CLOB|TEXT|BLOB/i.test(declared)) return [];
  if (/REAL|FLOA|DOUB/i.test(declared)) return ['DOUBLE'];
  return /^(DATE|TIMESTAMP)/i.test(declared) ? ['TIMESTAMP'] : [];
}

/** Each row as a line, made by SQLite: numbers with all digits, what is no text in hexadecimal digits. */
function lineQuery(query: string, columns: readonly SpooledColumn[]): string {
  const cells = columns.map(({ name }) => {
    const cell = identifier(name);
    return `CASE typeof(${cell}) WHEN 'null' THEN '\\N' WHEN 'text' THEN '"' || replace(${cell}, '"', '""') || '"'
      WHEN 'integer' THEN ${cell} WHEN 'real' THEN printf('%!.17g', ${cell}) ELSE hex(${cell}) END`;
  });
  const line = cells.join(` || ',' || `);
  return `SELECT CAST(${line} AS BLOB) AS line FROM (${query}\n)`;
}

function noTable(name: string, names: readonly string[], { origin }: FoundFile): MlxError {
  return new MlxError('source/not-there', `\`${origin}\` has no table \`${name}\``, {
    hints: tableHints(name, names, 'Check the path: there are no tables in it'),
    place: { file: origin },
  });
}

function refusal({ message }: SqliteRefusal, { origin }: FoundFile, wanted: WantedRows): MlxError {
  const place = { file: origin };
  if (/malformed|not a database|disk I\/O/.test(message)) {
    return new MlxError('data/not-a-table', `\`${origin}\` is damaged: ${message}`, {
      hints: ['Fetch or write the file again'],
      place,
    });
  }
  return new MlxError('source/query', `SQLite does not accept the ${wanted.kind}: ${message}`, {
    hints: ['Try it with `sqlite3` on the same file'],
    place,
  });
}

function changed({ origin }: FoundFile): MlxError {
  return new MlxError('source/changed', `\`${origin}\` changed while it was being read`, {
    hints: ['Run again when nobody writes to it'],
    place: { file: origin },
  });
}
