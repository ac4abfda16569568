import type { FastifyError, FastifyInstance, FastifyRequest } from 'fastify';
import { MlxError } from '../../errors/index.js';
import type { ModelHolder } from './model-holder.js';

/** One answered request. */
export interface AccessEntry {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** How many rows were predicted. */
  readonly rows?: number;
  readonly version?: string;
  /** What went wrong inside, for an answer of 500. */
  readonly error?: Error;
}

/** What every request has in common: any content type read as JSON, the version header, errors in words, the log. */
export function addHooks(
  app: FastifyInstance,
  server: {
    readonly models: ModelHolder;
    readonly drain: { readonly begun: boolean };
    readonly log?: (entry: AccessEntry) => void;
  },
): void {
  const { models, drain, log } = server;
  const failures = new WeakMap<FastifyRequest, Error>();
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));

  app.addHook('onSend', async (_request, reply) => {
    const version = models.current?.predictor.version;
    if (version !== undefined && !reply.hasHeader(versionHeader)) {
      reply.header(versionHeader, version);
    }
    if (drain.begun) reply.header('connection', 'close');
  });

  app.setErrorHandler((error: FastifyError | MlxError, request, reply) => {
    const { status, message } = answerTo(error);
    if (status >= 500) failures.set(request, error);
    const code = error instanceof MlxError ? { code: error.code } : {};
    return reply.code(status).send({ error: message, ...code });
  });

  if (log === undefined) return;
  app.addHook('onResponse', async (request, reply) => {
    const rows = predictedRows.get(request);
    const version = reply.getHeader(versionHeader);
    const error = failures.get(request);
    log({
      method: request.method,
      path: request.url.split('?', 1)[0] ?? '',
      status: reply.statusCode,
      milliseconds: reply.elapsedTime,
      ...(rows !== undefined && { rows }),
      ...(typeof version === 'string' && { version }),
      ...(error !== undefined && { error }),
    });
  });
}

/** The header that says which version answered. */
export const versionHeader = 'x-mlx-version';

/** How many rows each request asked for, for the log. */
export const predictedRows = new WeakMap<FastifyRequest, number>();

/** What a client may know of an error: never more than it caused itself. */
function answerTo(error: FastifyError | MlxError): { status: number; message: string } {
  if (error instanceof MlxError) return { status: 500, message: error.message };
  if (error.statusCode === 413) {
    return { status: 413, message: 'The body is larger than this server takes' };
  }
  if (error.statusCode === 400) {
    return { status: 400, message: `The body is not JSON: ${error.message}` };
  }
  return { status: 500, message: 'The server could not answer; its log says why' };
}
