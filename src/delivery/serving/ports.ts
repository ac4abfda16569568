import { createServer } from 'node:net';
import { MlxError } from '../../errors/index.js';
import { listenError } from './listen-error.js';

/** A port, 0 for any that is free, or `auto`: the usual one, or the next that is free. */
export type WantedPort = number | 'auto';

/** Where a server listens when nobody says where. */
const usualPort = 8080;

/**
 * The port to listen on. `auto` takes the first that is free of `last` (where the server was before), the usual one and the
 * nineteen after it, and else any; 0 takes `last` where that is free, or any. Throws `serve/port-busy` when a port that was named is taken, and
 * `serve/address`. Somebody may still take it before the server listens: then listening fails.
 */
export async function portFor(host: string, wanted: WantedPort, last?: number): Promise<number> {
  if (wanted !== 'auto' && wanted !== 0) return freeNow(host, wanted);
  const usual = wanted === 0 ? [] : Array.from({ length: 20 }, (_, at) => usualPort + at);
  for (const port of last === undefined ? usual : [last, ...usual]) {
    try {
      return await freeNow(host, port);
    } catch (error) {
      if (!(error instanceof MlxError && error.code === 'serve/port-busy')) throw error;
    }
  }
  return freeNow(host, 0);
}

/** The port itself, or a free one for 0. Throws `serve/port-busy` or `serve/address` when nobody could listen there now. */
async function freeNow(host: string, port: number): Promise<number> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ host, port }, resolve);
    });
  } catch (cause) {
    throw listenError(cause, host, port);
  }
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : port;
}
