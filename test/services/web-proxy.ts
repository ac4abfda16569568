import { request as ask, type IncomingMessage } from 'node:http';
import { startWeb, type WebServer } from './web-server.js';

/** What is done to an answer on its way. */
interface Treatment {
  /** The connection is cut after so many bytes of it. */
  readonly cutAfter?: number;
  /** It is cut no sooner than this has happened. */
  readonly after?: Promise<unknown>;
  /** It is this status alone, with nothing behind it. */
  readonly status?: number;
}

/** Hands requests on to another service as they are, so that what is signed stays so, and may cut answers short. */
export function startProxy(
  endpoint: string,
  treat: (request: IncomingMessage, answer: IncomingMessage) => Treatment = () => ({}),
): Promise<WebServer> {
  return startWeb((request, response) => {
    const { method, headers, url: path } = request;
    const onward = ask(endpoint, { method, headers, path });
    onward.on('error', () => response.destroy());
    onward.on('response', (answer) => {
      const { cutAfter = Number.POSITIVE_INFINITY, after, status } = treat(request, answer);
      if (status !== undefined) {
        answer.resume();
        response.writeHead(status).end();
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      let sent = 0;
      answer.on('error', () => response.destroy());
      answer.on('data', (chunk: Buffer) => {
        const piece = chunk.subarray(0, Math.max(0, cutAfter - sent));
        sent += piece.length;
        response.write(piece);
        if (sent < cutAfter) return;
        answer.removeAllListeners('data').resume();
        // A moment, so that what was sent arrives.
        void Promise.resolve(after).then(() => setTimeout(() => response.destroy(), 50));
      });
      answer.on('end', () => {
        if (sent < cutAfter) response.end();
      });
    });
    request.pipe(onward);
  });
}
