import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from './tokens.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** What the server notes about the request while it is under way. */
    visit: Visit;
  }
}

const probes = new Set(['/healthz', '/readyz', '/v2/health/live', '/v2/health/ready']);

/**
 * One request, as the concerns of a server tell each other of it: one object for all of them, because a `WeakMap` for each would
 * cost more than the answer does.
 */
export class Visit {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  /** Without the query. */
  readonly path: string;
  /** Whether it asks how the server is: that is answered however busy it is, and whoever asks. */
  readonly isProbe: boolean;
  /** Whether its body is a stream of rows, which may take its time as long as it moves. */
  readonly isStream: boolean;
  /** Who asks, where keys or tokens are needed. */
  caller: Caller | undefined = undefined;
  /** The body byte for byte, where the server keeps answers for requests that are alike. */
  text: string | undefined = undefined;
  /** How many rows were predicted. */
  rows: number | undefined = undefined;
  /** What went wrong inside, whether or not something else could answer. */
  failure: Error | undefined = undefined;
  /** When it last moved, in the milliseconds of `performance.now()`: began, sent more of a stream, or had been received. */
  since: number;
  bytes = 0;
  received = false;

  constructor(request: FastifyRequest, reply: FastifyReply) {
    const { url, method, headers } = request.raw;
    this.request = request;
    this.reply = reply;
    this.path = withoutQuery(url ?? '');
    // What a probe sends is not read, so that nobody can pass a body off as one.
    this.isProbe = (method === 'GET' || method === 'HEAD') && probes.has(this.path);
    this.isStream = headers['content-type']?.startsWith('application/x-ndjson') === true;
    this.since = performance.now();
  }

  /** Notes what went wrong, for the log. */
  failed(error: unknown): void {
    this.failure = error instanceof Error ? error : new Error(String(error));
  }
}

/** Gives every request its visit, before all other concerns. */
export function addVisits(app: FastifyInstance): void {
  app.decorateRequest('visit');
  app.addHook('onRequest', (request, reply, done) => {
    request.visit = new Visit(request, reply);
    done();
  });
}

function withoutQuery(url: string): string {
  const at = url.indexOf('?');
  return at === -1 ? url : url.slice(0, at);
}
