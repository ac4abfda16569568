import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createSecureServer, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';

/** A request, as a test looks at it afterwards. */
interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
}

/** A web service that a test speaks for. */
export interface WebServer extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
}

type Answer = (
  request: IncomingMessage & { readonly address: URL },
  response: ServerResponse,
) => void;

export async function startWeb(answer: Answer, secure?: ServerOptions): Promise<WebServer> {
  const seen: Seen[] = [];
  const listener = (request: IncomingMessage, response: ServerResponse): void => {
    const address = new URL(request.url ?? '', 'http://here');
    seen.push({ method: request.method ?? '', path: request.url ?? '', headers: request.headers });
    answer(Object.assign(request, { address }), response);
  };
  const server: Server =
    secure === undefined ? createServer(listener) : createSecureServer(secure, listener);
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${secure === undefined ? 'http' : 'https'}://127.0.0.1:${port}`,
    seen,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

/** Sends a file as good servers do: with a tag, and from any byte on. `cutAfter` breaks off after so many bytes. */
export function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  file: { readonly content: string; readonly tag: string; readonly cutAfter?: number },
): void {
  const bytes = Buffer.from(file.content);
  response.setHeader('etag', file.tag);
  if (request.headers['if-none-match'] === file.tag) {
    response.writeHead(304).end();
    return;
  }
  const range = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const resumes = range !== undefined && request.headers['if-range'] === file.tag;
  const from = resumes ? Number(range) : 0;
  if (from > 0) {
    response.statusCode = 206;
    response.setHeader('content-range', `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
  }
  response.setHeader('content-length', bytes.length - from);
  if (request.method === 'HEAD') response.end();
  else if (file.cutAfter === undefined) response.end(bytes.subarray(from));
  else {
    const piece = bytes.subarray(from, from + file.cutAfter);
    response.write(piece, () => setTimeout(() => response.destroy(), 300));
  }
}
