import { createServer } from 'node:net';
import { MlxError } from '../../errors/index.js';

/** Throws `serve/port-busy` or `serve/address` when nobody could listen there now; port 0 is always free. */
export async function ensureFree(host: string, port: number): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => server.close(() => resolve()));
  }).catch((cause: unknown) => {
    throw listenError(cause, host, port);
  });
}

/** Why a server cannot listen, in words of the project file. What is not about the address comes back as it is. */
export function listenError(cause: unknown, host: string, port: number): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new MlxError('serve/port-busy', `Port ${port} of ${host} is taken by another program`, {
      hints: ['Set `deploy.port` to a free port, or stop the program that listens there'],
      cause,
    });
  }
  const reason = reasons[code ?? ''];
  if (reason === undefined) return cause;
  return new MlxError('serve/address', `Cannot listen on port ${port} of ${host}: ${reason}`, {
    hints: ['Set `deploy.host` and `deploy.port` to an address of this machine'],
    cause,
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use that port',
  EADDRNOTAVAIL: 'the host is not an address of this machine',
  ENOTFOUND: 'the host is not known',
  EAI_AGAIN: 'the host cannot be looked up',
};
