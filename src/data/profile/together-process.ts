import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { KnownColumn } from './profiled-table.js';
import type { Together } from './together.js';

/** What the process is sent: all that it needs, as plain data. */
export interface TogetherRequest {
  /** A table as ingest leaves it. */
  readonly file: string;
  readonly rows: number;
  readonly columns: readonly KnownColumn[];
  readonly target: string | undefined;
  /** A folder for what does not fit in memory; it need not exist. */
  readonly scratch: string;
}

/**
 * Compares the columns of a long table in a process of its own, so that they are looked at one by one meanwhile. Undefined
 * where that is not to be: a table is too short to be worth it, the module of the process does not lie beside the bundle, or
 * the process ended without an answer; whoever then compares them here meets what it met. A process and no thread: one
 * that is ended in the middle of a query would take this one along. It is ended when `signal` aborts.
 */
export async function togetherInProcess(
  request: TogetherRequest,
  signal: AbortSignal,
  entry = new URL('./together-child.js', import.meta.url),
): Promise<Together | undefined> {
  const module = fileURLToPath(entry);
  if (request.rows < longTable || !existsSync(module)) return undefined;
  signal.throwIfAborted();
  const child = fork(module, {
    serialization: 'advanced',
    execArgv: [],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  });
  const end = (): void => void child.kill('SIGKILL');
  signal.addEventListener('abort', end, { once: true });
  try {
    const together = await answerOf(child, request);
    signal.throwIfAborted();
    return together;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}

function answerOf(child: ChildProcess, request: TogetherRequest): Promise<Together | undefined> {
  return new Promise((resolve) => {
    child.once('message', (together) => resolve(together as Together));
    child.once('error', () => resolve(undefined));
    child.once('exit', () => resolve(undefined));
    // That nothing can be sent to a process that has ended is told by its end.
    child.send(request, () => undefined);
  });
}

/** Below this, starting a process takes as long as what it does. */
const longTable = 500_000;
