import { createServer } from 'node:http';
import { writeAtomically } from '../../artifacts/write-atomically.js';

/** What a server says of itself in the file that it was told to announce itself in. */
export interface Announcement {
  readonly pid: number;
  readonly host: string;
  readonly port: number;
  readonly instance: string;
  readonly url: string;
  /** Where whoever started it may ask whether it is ready, when `url` wants certificates of clients. */
  readonly probe?: string;
}

/** What `/readyz` says. */
export interface Readiness {
  readonly ready: boolean;
  readonly version?: string;
  readonly instance: string;
  readonly workers?: { readonly ready: number; readonly of: number };
}

/** Tells whoever started a server where it listens. */
export async function announceServer(file: string, said: Announcement): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(said)}\n`);
}

/** The address of a server, with brackets round an IPv6 host. */
export function urlOf(host: string, port: number, tls = false): string {
  return `http${tls ? 's' : ''}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/**
 * Answers `GET /readyz` and nothing else on a free port of loopback, without TLS: a deployment has no certificate that a server of
 * mutual TLS would let in, and has to see it become ready all the same. It tells what `/readyz` tells anybody elsewhere.
 */
export async function startProbe(
  readiness: () => Readiness,
): Promise<{ readonly url: string; readonly close: () => void }> {
  const server = createServer((request, response) => {
    const known = request.method === 'GET' && request.url === '/readyz';
    const said = known ? readiness() : { error: 'There is only GET /readyz here' };
    const status = known ? 200 : 404;
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify(said));
  });
  server.unref();
  const host = '127.0.0.1';
  // Its own port, also in a worker, where the cluster would share one of that number among all of them.
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port: 0, exclusive: true }, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { url: urlOf(host, port), close: () => void server.close() };
}
