import type { FastifyInstance } from 'fastify';
import { processAlive } from '../../artifacts/process-alive.js';

const ownerCheckMs = 1000;

/** How a server ends: no new requests, those under way to their end, and after `drainSeconds` no more waiting. */
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
      finish(app.close().finally(() => clearTimeout(cut)));
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
