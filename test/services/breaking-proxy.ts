import { request as askHttp, type IncomingMessage } from 'node:http';
import { startWeb, type WebServer } from './web-server.js';

/** Hands requests on, but for those that are struck: cut off half-way, or answered with a status. */
export function breakingProxy(
  host: string,
  strike: (request: IncomingMessage) => 'broken' | number | undefined,
): Promise<WebServer> {
  return startWeb((request, response) => {
    const { method, headers, url: path } = request;
    const struck = strike(request);
    if (typeof struck === 'number') {
      request.resume().on('end', () => response.writeHead(struck).end());
      return;
    }
    const onward = askHttp(`http://${host}`, { method, headers, path }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => response.destroy());
    if (struck === undefined) {
      request.pipe(onward);
      return;
    }
    let passed = 0;
    request.on('data', (piece: Buffer) => {
      passed += piece.length;
      onward.write(piece);
      if (passed < 70_000) return;
      request.removeAllListeners('data');
      // A moment, so that the registry has what was sent before it breaks.
      setTimeout(() => [onward, response].map((each) => each.destroy()), 100);
    });
  });
}

/** Whether a request carries more than a few words. */
export function large({ headers }: IncomingMessage): boolean {
  return Number(headers['content-length']) > 100_000;
}
