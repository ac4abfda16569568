import { Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance } from 'fastify';
import { processAlive } from '../../artifacts/process-alive.js';

const ownerCheckMs = 1000;
const letGoMs = 250;

/**
 * How a server ends: no new connections; for a moment, clients that keep theirs open are told with their next answer to let go, so
 * that no request crosses a closing line; those under way come to their end; and after `drainSeconds` there is no more waiting.
 */
export function closing(
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
      // That of `net`, because that of `http` would cut idle connections, on which a request may be on its way.
      Server.prototype.close.call(app.server);
      const end = async (): Promise<void> => {
        await sleep(Math.min(letGoMs, drainSeconds * 250));
        await app.close();
        clearTimeout(cut);
      };
      finish(end());
    }
    return closed;
  };
  return { close, closed };
}

/** Closes the server when its signal aborts or its owner is gone. */
export function closeBy(
  { signal, owner }: { readonly signal?: AbortSignal; readonly owner?: number },
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
