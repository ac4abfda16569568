import type { MessagePort } from 'node:worker_threads';
import type * as Client from 'node-sqlite3-wasm';

interface Question {
  readonly type: 'rows' | 'lines';
  readonly sql: string;
}

interface Threads {
  readonly parentPort: MessagePort;
  readonly workerData: {
    /** Path of the client's module. */
    readonly client: string;
    readonly file: string;
    readonly writable: boolean;
    readonly taken: Int32Array;
  };
}

/**
 * What the thread does that reads an SQLite file. It is handed over as text, so it may use nothing from outside itself:
 * a thread could not load this module both from the sources and from the bundle.
 */
export function serveQueries(load: (name: string) => unknown): void {
  const { parentPort, workerData } = load('node:worker_threads') as Threads;
  const { client, file, writable, taken } = workerData;
  const { Database } = load(client) as typeof Client;
  const chunkBytes = 1 << 20;
  const ahead = 8;
  let database: Client.Database | undefined;
  let sent = 0;

  const open = (): Client.Database => {
    if (database !== undefined) return database;
    database = new Database(file, { fileMustExist: true, readOnly: !writable });
    // Without shared memory a write-ahead log can be read only by a connection that is alone.
    if (writable) database.exec('PRAGMA locking_mode = EXCLUSIVE');
    database.exec('PRAGMA query_only = true');
    return database;
  };

  const flush = (parts: readonly Uint8Array[], rows: number): void => {
    const bytes = new Uint8Array(parts.reduce((sum, { length }) => sum + length + 1, 0));
    let at = 0;
    for (const part of parts) {
      bytes.set(part, at);
      at += part.length;
      bytes[at++] = 10;
    }
    while (sent - Atomics.load(taken, 0) >= ahead) {
      Atomics.wait(taken, 0, Atomics.load(taken, 0), 100);
    }
    sent += 1;
    parentPort.postMessage({ type: 'lines', bytes, rows }, [bytes.buffer]);
  };

  const stream = (sql: string): void => {
    let [parts, size]: [Uint8Array[], number] = [[], 0];
    for (const row of open().prepare(sql).iterate()) {
      const part = row['line'] as Uint8Array;
      parts.push(part);
      size += part.length;
      if (size < chunkBytes) continue;
      flush(parts, parts.length);
      [parts, size] = [[], 0];
    }
    if (parts.length > 0) flush(parts, parts.length);
  };

  parentPort.on('message', ({ type, sql }: Question) => {
    try {
      if (type === 'rows') parentPort.postMessage({ type, rows: open().all(sql) });
      else {
        stream(sql);
        parentPort.postMessage({ type: 'end' });
      }
    } catch (error) {
      const message = error instanceof Error ? error.message : 'unknown';
      parentPort.postMessage({ type: 'failed', message });
    }
  });
}
