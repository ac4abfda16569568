import { randomUUID } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { explainDiskError } from '../../../artifacts/explain-disk-error.js';
import type { Database } from '../../tables/database.js';
import { asPatterns, identifier, literal } from '../../tables/sql.js';
import type { PartColumn, SourceWorld, StorageType } from '../source.js';

/** A value of a row as a reader found it; `null` and `undefined` are missing. */
export type SpooledCell = string | number | bigint | boolean | Date | null | undefined;

/** A column of spooled rows. */
export interface SpooledColumn {
  readonly name: string;
  /** Text unless the reader knows better. */
  readonly storage?: StorageType;
  /** What the reader calls its type. */
  readonly sniffed?: string;
}

/**
 * Rows that JavaScript read, on their way to DuckDB: a file in scratch that grows a megabyte at a time, whatever the
 * number of rows. Cells stand by position; a row may be shorter than the rows after it.
 */
export class RowSpool {
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #signal: AbortSignal;
  #pending: string[] = [];
  #pendingLength = 0;
  #longest = 0;
  #rows = 0;
  #width = 0;
  #bytes = 0;

  private constructor(file: string, handle: FileHandle, signal: AbortSignal) {
    this.#file = file;
    this.#handle = handle;
    this.#signal = signal;
  }

  /** A new spool in scratch. */
  static async in({ scratch, signal }: Pick<SourceWorld, 'scratch' | 'signal'>): Promise<RowSpool> {
    signal.throwIfAborted();
    const file = join(scratch, `${randomUUID()}.rows`);
    return new RowSpool(file, await open(file, 'w'), signal);
  }

  /** How many rows were added. */
  get rows(): number {
    return this.#rows;
  }

  /** How many bytes were added, about. */
  get bytes(): number {
    return this.#bytes + this.#pendingLength;
  }

  /** The file the rows are in. */
  get file(): string {
    return this.#file;
  }

  /** Adds a row, with the line it began on if there is one. When it returns true, `await flush()` before going on. */
  add(cells: readonly SpooledCell[], begins = 0): boolean {
    // The line also keeps a row of nothing but missing values from being empty.
    let line = String(begins);
    for (const cell of cells) line += `,${written(cell)}`;
    line += '\n';
    this.#pending.push(line);
    this.#pendingLength += line.length;
    this.#rows += 1;
    if (cells.length > this.#width) this.#width = cells.length;
    if (line.length > this.#longest) this.#longest = line.length;
    return this.#pendingLength >= flushLength;
  }

  /** Writes what was added. Throws `data/disk` when there is no room, and the signal's reason when it aborts. */
  async flush(): Promise<void> {
    this.#signal.throwIfAborted();
    const text = this.#pending.join('');
    this.#bytes += Buffer.byteLength(text);
    this.#pending = [];
    this.#pendingLength = 0;
    await this.#handle.writeFile(text).catch((error: unknown) => {
      throw explainDiskError(error);
    });
  }

  /** Writes the rest and closes the file; may be called again. */
  async close(): Promise<void> {
    try {
      if (this.#pending.length > 0 && !this.#signal.aborted) await this.flush();
    } finally {
      await this.#handle.close();
    }
  }

  /** The line a row (from 0) began on, as it was given. */
  async lineOf(database: Database, row: number): Promise<number | undefined> {
    const [found] = await database.rows<{ line: string }>(
      `SELECT line FROM ${this.relation()} LIMIT 1 OFFSET ${row}`,
    );
    return found === undefined ? undefined : Number(found.line);
  }

  /** The rows in order, in SQL, with the columns `c0`, `c1` and so on as text: as many as the longest row has, or more. */
  relation(atLeast = 0): string {
    this.#width = Math.max(this.#width, atLeast);
    const names = ['line', ...Array.from({ length: this.#width }, (_, at) => `c${at}`)];
    const typed = names.map((name) => `${name}: 'VARCHAR'`).join(', ');
    const lineSize = Math.max(this.#longest * 4, 1 << 21);
    const options = [
      'auto_detect = false',
      'header = false',
      `delim = ','`,
      `quote = '"'`,
      `escape = '"'`,
      `new_line = '\\n'`,
      `nullstr = ''`,
      'allow_quoted_nulls = false',
      'null_padding = true',
      'parallel = false',
      `max_line_size = ${lineSize}`,
      ...(lineSize > 1 << 21 ? [`buffer_size = ${lineSize * 2}`] : []),
      `columns = {${typed}}`,
    ];
    return `read_csv(${literal(asPatterns(this.#file).join(''))}, ${options.join(', ')})`;
  }
}

/** The columns of a part whose relation is {@link RowSpool.relation}. */
export function spooledColumns(columns: readonly SpooledColumn[]): readonly PartColumn[] {
  return columns.map(({ name, storage = 'VARCHAR', sniffed = storage }, at) => {
    const cell = identifier(`c${at}`);
    return {
      name,
      storage,
      sniffed,
      value: storage === 'VARCHAR' ? cell : `CAST(${cell} AS ${storage})`,
    };
  });
}

const flushLength = 1 << 20;

function written(cell: SpooledCell): string {
  if (typeof cell === 'string')
    return `"${cell.includes('"') ? cell.replaceAll('"', '""') : cell}"`;
  if (typeof cell === 'number') return Number.isFinite(cell) ? String(cell) : '';
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'object') return String(cell);
  return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().slice(0, -1);
}
