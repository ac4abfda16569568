import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { RowLines } from '../sql/spool-rows.js';
import { serveQueries } from './serve-queries.js';

/** A cell of a small answer. */
export type SqliteCell = string | number | bigint | null | Uint8Array;

type Message =
  | { readonly type: 'rows'; readonly rows: readonly Readonly<Record<string, SqliteCell>>[] }
  | { readonly type: 'lines'; readonly bytes: Uint8Array; readonly rows: number }
  | { readonly type: 'end' }
  | { readonly type: 'failed'; readonly message: string };

/**
 * Queries an SQLite file in a thread of its own: the client answers only when it has the whole of what it was asked, and
 * here Ctrl-C must be heard meanwhile. One question at a time.
 */
export class SqliteClient implements AsyncDisposable {
  readonly #worker: Worker;
  readonly #signal: AbortSignal;
  /** How many messages with lines have been taken: the thread waits when it is far ahead. */
  readonly #taken = new Int32Array(new SharedArrayBuffer(4));
  readonly #inbox: Message[] = [];
  #wake: () => void = () => undefined;
  #failure: Error | undefined;

  constructor(file: string, { writable, signal }: { writable: boolean; signal: AbortSignal }) {
    const client = createRequire(import.meta.url).resolve('node-sqlite3-wasm');
    this.#signal = signal;
    this.#worker = new Worker(`(${serveQueries.toString()})(require)`, {
      eval: true,
      workerData: { client, file, writable, taken: this.#taken },
    });
    this.#worker.on('message', (message: Message) => this.#arrive(() => this.#inbox.push(message)));
    this.#worker.on('error', (error) => this.#arrive(() => (this.#failure = error)));
    signal.addEventListener('abort', this.#abort, { once: true });
  }

  /** The rows of a small answer. Throws what SQLite says when it refuses. */
  async rows(sql: string): Promise<readonly Readonly<Record<string, SqliteCell>>[]> {
    this.#worker.postMessage({ type: 'rows', sql });
    const message = await this.#next();
    if (message.type === 'rows') return message.rows;
    throw new SqliteRefusal(message.type === 'failed' ? message.message : 'no answer');
  }

  /** The answer to a query of one column that holds a line of text for each row. */
  async *lines(sql: string): AsyncGenerator<RowLines> {
    this.#worker.postMessage({ type: 'lines', sql });
    for (;;) {
      const message = await this.#next();
      if (message.type === 'failed') throw new SqliteRefusal(message.message);
      if (message.type !== 'lines') return;
      Atomics.add(this.#taken, 0, 1);
      Atomics.notify(this.#taken, 0);
      yield { bytes: message.bytes, rows: message.rows };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal.removeEventListener('abort', this.#abort);
    await this.#worker.terminate();
  }

  async #next(): Promise<Message> {
    for (;;) {
      this.#signal.throwIfAborted();
      if (this.#failure !== undefined) throw this.#failure;
      const message = this.#inbox.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  #arrive(put: () => unknown): void {
    put();
    this.#wake();
  }

  readonly #abort = (): void => {
    void this.#worker.terminate();
    this.#wake();
  };
}

/** What SQLite says when it does not do what it was asked. */
export class SqliteRefusal extends Error {}
