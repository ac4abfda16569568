import type { FastifyInstance } from 'fastify';
import { processAlive } from '../../artifacts/process-alive.js';
import { writeAtomically } from '../../artifacts/write-atomically.js';
import { type AccessEntry, addHooks } from './access.js';
import { listenError } from './listen-error.js';
import type { ModelHolder } from './model-holder.js';
import { addRoutes } from './routes.js';
import type { RowReader } from './rows.js';

/** What one request may ask for, and how long a closing server waits. */
interface ServerLimits {
  readonly rows: number;
  readonly bytes: number;
  readonly drainSeconds: number;
}

export interface ServerOptions {
  readonly models: ModelHolder;
  readonly toBatch: RowReader;
  /** Loopback by default. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** By default 1000 rows, 4 MiB, 10 seconds. */
  readonly limits?: Partial<ServerLimits>;
  readonly log?: (entry: AccessEntry) => void;
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal;
  /** Tells this server from another that took its port or process id later; `/readyz` answers with it. */
  readonly instance?: string;
  /** File that receives `{ pid, host, port, instance }` once the server listens. */
  readonly announce?: string;
  /** Process id to live and die with: a trial server ends even when its deploy was killed. */
  readonly owner?: number;
}

export interface RunningServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Takes no new request, finishes those under way (at most `drainSeconds`), then resolves. May be called again. */
  close(): Promise<void>;
  /** Resolves when the server has closed, whoever closed it. */
  readonly closed: Promise<void>;
}

/** What a server says of itself in the file `announce`. */
export interface Announcement {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  readonly instance: string;
}

/** Serves the holder's model over HTTP. Resolves when it listens; throws `serve/port-busy` or `serve/address`. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { models, toBatch, log, host = '127.0.0.1', instance = '', announce } = options;
  options.signal?.throwIfAborted();
  const limits = { ...defaultLimits, ...options.limits };
  const { fastify } = await import('fastify');
  const app = fastify({
    bodyLimit: limits.bytes,
    requestTimeout: requestTimeoutMs,
    return503OnClosing: false,
  });
  const drain = { begun: false };
  addHooks(app, { models, drain, ...(log && { log }) });
  addRoutes(app, { models, toBatch, limits, instance, drain });
  const port = await listen(app, host, options.port);

  const { close, closed } = closing(app, drain, limits.drainSeconds);
  closeBy(options, close, closed);
  if (announce !== undefined) {
    const said: Announcement = { pid: process.pid, host, port, instance };
    await writeAtomically(announce, `${JSON.stringify(said)}\n`);
  }
  return { url: urlOf(host, port), host, port, close, closed };
}

/** The address of a server, with brackets round an IPv6 host. */
export function urlOf(host: string, port: number): string {
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

const defaultLimits: ServerLimits = { rows: 1000, bytes: 4 * 2 ** 20, drainSeconds: 10 };
const requestTimeoutMs = 60_000;
const ownerCheckMs = 1000;

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw listenError(cause, host, port);
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}

function closing(
  app: FastifyInstance,
  drain: { begun: boolean },
  drainSeconds: number,
): { readonly close: () => Promise<void>; readonly closed: Promise<void> } {
  let finish: (closed: Promise<void>) => void = () => undefined;
  const closed = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const close = (): Promise<void> => {
    if (!drain.begun) {
      drain.begun = true;
      const cut = setTimeout(() => app.server.closeAllConnections(), drainSeconds * 1000);
      finish(app.close().finally(() => clearTimeout(cut)));
    }
    return closed;
  };
  return { close, closed };
}

/** Closes the server when its signal aborts or its owner is gone. */
function closeBy(
  { signal, owner }: ServerOptions,
  close: () => Promise<void>,
  closed: Promise<void>,
): void {
  const end = () => void close();
  if (signal?.aborted === true) end();
  signal?.addEventListener('abort', end, { once: true });
  const check = setInterval(() => {
    if (owner !== undefined && !processAlive(owner)) end();
  }, ownerCheckMs);
  check.unref();
  void closed.finally(() => {
    signal?.removeEventListener('abort', end);
    clearInterval(check);
  });
}
