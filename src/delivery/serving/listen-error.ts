import { MlxError } from '../../errors/index.js';

/** Why a server cannot listen, in words of the project file. What is not about the address comes back as it is. */
export function listenError(cause: unknown, host: string, port: number): unknown {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'EADDRINUSE') {
    return new MlxError('serve/port-busy', `Port ${port} of ${host} is taken by another program`, {
      hints: [
        'Leave the port out (`deploy.port`, or `--port` of `mlx serve`): the next free one is taken then, and printed',
        'Or name a free port, or stop the program that listens there',
      ],
      cause,
    });
  }
  const reason = reasons[code ?? ''];
  if (reason === undefined) return cause;
  return new MlxError('serve/address', `Cannot listen on port ${port} of ${host}: ${reason}`, {
    hints: [
      'Set `deploy.host` and `deploy.port` (or `--host` and `--port` of `mlx serve`) to an address of this machine',
    ],
    cause,
  });
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not use that port',
  EADDRNOTAVAIL: 'the host is not an address of this machine',
  ENOTFOUND: 'the host is not known',
  EAI_AGAIN: 'the host cannot be looked up',
};
