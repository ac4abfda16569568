import { randomUUID } from 'node:crypto';
import type { FastifyInstance } from 'fastify';

/** The id of a request: the client's, where it is a plain word, or a new one. */
export function requestId({
  headers,
}: {
  readonly headers: NodeJS.Dict<string | string[]>;
}): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && plainWord.test(given) ? given : randomUUID();
}

/** What a request may be called, for all who read JSON Schema alike. */
export const plainWord = /^[A-Za-z0-9_.:-]{1,64}$/;

/** Every answer carries the request's id and the headers that keep browsers from guessing, framing and storing. */
export function addHeaders(app: FastifyInstance, { tls }: { readonly tls: boolean }): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.headers({
      'x-request-id': request.id,
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    });
    if (tls) reply.header('strict-transport-security', 'max-age=31536000');
    done();
  });
}
