import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { Refusal } from './refusal.js';

/** Reads every body as JSON, whatever its type says, but streams of rows, which are left to their route. */
export function addBodies(
  app: FastifyInstance,
  { keepText }: { readonly keepText: boolean },
): void {
  app.removeAllContentTypeParsers();
  const json = app.getDefaultJsonParser('error', 'error');
  // Named besides, because Fastify works out what `*` means for each request anew.
  for (const type of ['application/json', '*']) {
    app.addContentTypeParser(type, { parseAs: 'string' }, (request, text: string, done) => {
      if (keepText) request.visit.text = text;
      void json(request, text, (error, body) => {
        if (error === null) done(null, body);
        else done(unreadableText(text));
      });
    });
  }
  app.addContentTypeParser('application/x-ndjson', (_request, stream, done) => {
    done(null, stream);
  });
}

/** 400, with the place where the text stops being JSON, or what stands in it that no server should take. */
function unreadableText(text: string): Refusal {
  if (text === '') return new Refusal(400, 'The body is not JSON: it is empty');
  try {
    JSON.parse(text);
  } catch (error) {
    return new Refusal(400, `The body is not JSON: ${(error as Error).message}`);
  }
  return new Refusal(
    400,
    'The body has a field `__proto__` or `constructor.prototype`, which is refused',
  );
}

/** Answers what is no HTTP, or too slow to become a request, in the shape of all other errors. */
export function refuseBrokenRequest(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const [status, words] = clientErrors[error.code ?? ''] ?? [
    '400 Bad Request',
    'This is no HTTP request',
  ];
  const body = JSON.stringify({ error: words });
  socket.end(
    `HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
  );
}

const clientErrors: Readonly<Record<string, readonly [status: string, words: string]>> = {
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request took too long to arrive'],
  HPE_HEADER_OVERFLOW: ['431 Request Header Fields Too Large', 'The headers are too large'],
};
