import { createRequire } from 'node:module';
import { setTimeout } from 'node:timers/promises';
import type * as DuckDB from '@duckdb/node-api';
import type { DuckDBConnection, DuckDBDataChunk, DuckDBInstance } from '@duckdb/node-api';
import { explainDatabaseError } from './database-error.js';

export interface DatabaseOptions {
  /** Folder for what does not fit in memory; without it nothing is spilled. */
  readonly scratch?: string;
  /** Size of the buffer pool in MB, 1000 by default; the process takes a few hundred more. */
  readonly memoryLimitMb?: number;
  /** As many as there are processors by default. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** One cell of a small result. Numbers beyond 2^53 come as text, so that no digit is lost. */
export type Cell = string | number | boolean | null | readonly Cell[];

/** A private in-memory DuckDB that reads and writes files. Close it, or let `await using` do so. */
export interface Database {
  /** Executes statements; `onProgress` hears per cent, now and then. */
  run(sql: string, onProgress?: (percent: number) => void): Promise<void>;
  /** The rows of a small result, as plain values; a map is a list of pairs. `onProgress` as with `run`. */
  rows<Row extends Readonly<Record<string, Cell>>>(
    sql: string,
    onProgress?: (percent: number) => void,
  ): Promise<readonly Row[]>;
  /** The columns of a small result, each with a cell for every row: cheaper than rows when there are many columns. */
  columns<Value extends Cell>(sql: string): Promise<readonly (readonly Value[])[]>;
  /** The rows of a large result, in chunks of up to 2,048; each stream has a connection of its own. */
  stream(sql: string): AsyncIterable<DuckDBDataChunk>;
  /** Does some work on one thread: the order of sums and the bytes of Parquet files then never vary. */
  singleThreaded<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Interrupts what still runs, and waits for it to end. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/**
 * Opens a database that never downloads anything. When `signal` aborts, the running statement is interrupted
 * and its promise rejects with the signal's reason.
 */
export async function openDatabase(options: DatabaseOptions = {}): Promise<Database> {
  options.signal?.throwIfAborted();
  const { DuckDBInstance: Instance } = duckdb();
  const instance = await Instance.create(':memory:', {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_community_extensions: 'false',
    memory_limit: `${options.memoryLimitMb ?? 1000}MB`,
    temp_directory: options.scratch ?? '',
    ...(options.threads === undefined ? {} : { threads: `${options.threads}` }),
  });
  const connection = await instance.connect();
  await connection.run(
    `SET enable_progress_bar = true; SET enable_progress_bar_print = false; SET progress_bar_time = 100; SET GLOBAL TimeZone = 'UTC'`,
  );
  return new DuckDatabase(instance, connection, options.signal);
}

/** Loaded as the CommonJS that it is: an `import` first reads all its 180 files for the names they export, which takes longer than all else. */
function duckdb(): typeof DuckDB {
  return createRequire(import.meta.url)('@duckdb/node-api') as typeof DuckDB;
}

class DuckDatabase implements Database {
  readonly #instance: DuckDBInstance;
  readonly #connection: DuckDBConnection;
  readonly #signal: AbortSignal | undefined;
  readonly #running = new Set<Promise<unknown>>();
  /** How many threads there are outside of what asks for one. */
  #threads: number | undefined;
  /** How many ask for a single thread. */
  #singles = 0;
  /** Whether there is but one thread; it stays until a statement comes that may have more, as changing costs time. */
  #isSingle = false;

  constructor(
    instance: DuckDBInstance,
    connection: DuckDBConnection,
    signal: AbortSignal | undefined,
  ) {
    this.#instance = instance;
    this.#connection = connection;
    this.#signal = signal;
  }

  async run(sql: string, onProgress?: (percent: number) => void): Promise<void> {
    await this.#reporting(onProgress, () => this.#connection.run(sql));
  }

  async rows<Row extends Readonly<Record<string, Cell>>>(
    sql: string,
    onProgress?: (percent: number) => void,
  ): Promise<readonly Row[]> {
    const reader = await this.#reporting(onProgress, () => this.#connection.runAndReadAll(sql));
    return reader.getRowObjectsJS().map((row) => mapValues(row) as Row);
  }

  async columns<Value extends Cell>(sql: string): Promise<readonly (readonly Value[])[]> {
    const reader = await this.#guarded(this.#connection, () => this.#connection.runAndReadAll(sql));
    return reader.getColumnsJS().map((cells) => cells.map(plain) as Value[]);
  }

  async *stream(sql: string): AsyncGenerator<DuckDBDataChunk> {
    const connection = await this.#instance.connect();
    try {
      const result = await this.#guarded(connection, () => connection.stream(sql));
      for (;;) {
        const chunk = await this.#guarded(connection, () => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        yield chunk;
      }
    } finally {
      connection.disconnectSync();
    }
  }

  async singleThreaded<Result>(work: () => Promise<Result>): Promise<Result> {
    this.#threads ??= await this.#threadsNow();
    this.#singles += 1;
    try {
      if (!this.#isSingle) await this.run('SET threads = 1');
      this.#isSingle = true;
      return await work();
    } finally {
      this.#singles -= 1;
    }
  }

  async #allThreads(): Promise<void> {
    this.#isSingle = false;
    const setting = this.#connection.run(`SET threads = ${this.#threads ?? 1}`);
    this.#running.add(setting);
    await setting.finally(() => this.#running.delete(setting));
  }

  async #threadsNow(): Promise<number> {
    const [row] = await this.rows<{ threads: number }>(
      `SELECT current_setting('threads') AS threads`,
    );
    return row?.threads ?? 1;
  }

  async close(): Promise<void> {
    // Closing under a running statement would bring down the process.
    while (this.#running.size > 0) {
      this.#connection.interrupt();
      await Promise.race([Promise.allSettled(this.#running), setTimeout(interruptInterval)]);
    }
    this.#connection.disconnectSync();
    this.#instance.closeSync();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #guarded<Result>(
    connection: DuckDBConnection,
    statement: () => Promise<Result>,
  ): Promise<Result> {
    const signal = this.#signal;
    signal?.throwIfAborted();
    if (this.#isSingle && this.#singles === 0) await this.#allThreads();
    const interrupter = new Interrupter(connection, signal);
    const running = statement();
    this.#running.add(running);
    try {
      return await running;
    } catch (error) {
      signal?.throwIfAborted();
      throw explainDatabaseError(error);
    } finally {
      this.#running.delete(running);
      interrupter.stop();
    }
  }

  async #reporting<Result>(
    onProgress: ((percent: number) => void) | undefined,
    statement: () => Promise<Result>,
  ): Promise<Result> {
    const stop = onProgress === undefined ? undefined : this.#reportProgress(onProgress);
    try {
      return await this.#guarded(this.#connection, statement);
    } finally {
      stop?.();
    }
  }

  #reportProgress(onProgress: (percent: number) => void): () => void {
    let last = 0;
    const timer = setInterval(() => {
      const percent = Math.floor(this.#connection.progress.percentage);
      if (percent > last) onProgress((last = percent));
    }, progressInterval);
    return () => clearInterval(timer);
  }
}

/** Interrupts until told to stop: an interrupt that comes before the statement has begun is lost. */
class Interrupter {
  readonly #signal: AbortSignal | undefined;
  readonly #connection: DuckDBConnection;
  #timer: NodeJS.Timeout | undefined;

  constructor(connection: DuckDBConnection, signal: AbortSignal | undefined) {
    this.#connection = connection;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#start);
  }

  readonly #start = (): void => {
    this.#connection.interrupt();
    this.#timer = setInterval(() => this.#connection.interrupt(), interruptInterval);
  };

  stop(): void {
    this.#signal?.removeEventListener('abort', this.#start);
    clearInterval(this.#timer);
  }
}

const progressInterval = 200;
const interruptInterval = 20;

function mapValues(row: Readonly<Record<string, unknown>>): Record<string, Cell> {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
}

function plain(value: unknown): Cell {
  if (typeof value === 'bigint')
    return Number.isSafeInteger(Number(value)) ? Number(value) : `${value}`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  if (isEntry(value)) return [plain(value.key), plain(value.value)];
  if (value === null || ['string', 'number', 'boolean'].includes(typeof value))
    return value as Cell;
  throw new TypeError('a small result may hold texts, numbers, booleans, lists and maps only');
}

/** What a map consists of. */
function isEntry(value: unknown): value is { readonly key: unknown; readonly value: unknown } {
  return typeof value === 'object' && value !== null && 'key' in value && 'value' in value;
}
