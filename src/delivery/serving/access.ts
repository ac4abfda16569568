import type { FastifyError, FastifyInstance, FastifyRequest, onSendHookHandler } from 'fastify';
import type { JsonObject } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';
import { callerOf } from './authentication.js';
import { isProbe } from './gate.js';
import type { ServingMetrics } from './metrics.js';
import type { ModelHolder } from './model-holder.js';
import { Refusal } from './refusal.js';
import { predictedRows, versionHeader } from './serving.js';

/** One answered request. No value of a row stands in it. */
export interface AccessEntry {
  readonly request: string;
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly status: number;
  readonly milliseconds: number;
  /** Whose key or token it was. */
  readonly caller?: string;
  /** How many rows were predicted. */
  readonly rows?: number;
  readonly version?: string;
  /** What went wrong inside, whether or not something else could answer. */
  readonly error?: Error;
}

/** What every request has in common: the version header, errors in words, metrics, the log. */
export function addAccess(
  app: FastifyInstance,
  server: {
    readonly models: ModelHolder;
    readonly drain: { readonly begun: boolean };
    readonly metrics: () => ServingMetrics;
    readonly log?: (entry: AccessEntry) => void;
  },
): { readonly failed: (request: FastifyRequest, error: unknown) => void } {
  const { models, drain, metrics, log } = server;
  const failures = new WeakMap<FastifyRequest, Error>();
  const failed = (request: FastifyRequest, error: unknown): void => {
    failures.set(request, error instanceof Error ? error : new Error(String(error)));
  };

  app.addHook('onSend', (...[, reply, , done]: Parameters<onSendHookHandler>) => {
    const version = models.current?.predictor.version;
    if (version !== undefined && !reply.hasHeader(versionHeader)) {
      reply.header(versionHeader, version);
    }
    if (drain.begun) reply.header('connection', 'close');
    done();
  });

  app.setErrorHandler((error: FastifyError | MlxError | Refusal, request, reply) => {
    const { status, body } = answerTo(error);
    if (status >= 500 && !(error instanceof Refusal)) failed(request, error);
    if (error instanceof Refusal && error.more.retryAfter !== undefined) {
      reply.header('retry-after', String(error.more.retryAfter));
    }
    // What was not read to its end would be taken for the next request.
    if (status === 413 || (status === 429 && !request.raw.complete))
      reply.header('connection', 'close');
    return reply.code(status).send(status >= 500 ? { ...body, request: request.id } : body);
  });

  app.addHook('onResponse', (request, reply, done) => {
    const { elapsedTime, statusCode: status } = reply;
    const milliseconds = Math.round(elapsedTime * 100) / 100;
    metrics().answered(request.routeOptions.url ?? 'none', status, elapsedTime / 1000);
    const error = failures.get(request);
    if (log !== undefined && (error !== undefined || !isProbe(request))) {
      const rows = predictedRows.get(request);
      const version = reply.getHeader(versionHeader);
      const caller = callerOf(request)?.name;
      log({
        request: request.id,
        method: request.method,
        path: pathOf(request),
        ...{ status, milliseconds },
        ...(caller !== undefined && { caller }),
        ...(rows !== undefined && { rows }),
        ...(typeof version === 'string' && { version }),
        ...(error !== undefined && { error }),
      });
    }
    done();
  });
  return { failed };
}

/** The path of a request without its query. */
export function pathOf({ url }: FastifyRequest): string {
  return url.split('?', 1)[0] ?? '';
}

/** What a client may know of an error: never more than it caused itself. */
function answerTo(error: FastifyError | MlxError | Refusal): {
  readonly status: number;
  readonly body: JsonObject;
} {
  if (error instanceof Refusal) {
    const { problems, hint } = error.more;
    const body = {
      error: error.message,
      ...(problems !== undefined && { problems: problems as unknown as JsonObject[] }),
      ...(hint !== undefined && { hint }),
    };
    return { status: error.status, body };
  }
  if (error instanceof MlxError) {
    return { status: 500, body: { error: error.message, code: error.code } };
  }
  const { statusCode = 500 } = error;
  if (statusCode === 413) {
    return { status: 413, body: { error: 'The body is larger than this server takes' } };
  }
  if (statusCode === 400) {
    return { status: 400, body: { error: `The body is not JSON: ${error.message}` } };
  }
  if (statusCode >= 400 && statusCode < 500) {
    return { status: statusCode, body: { error: error.message } };
  }
  return { status: 500, body: { error: 'The server could not answer; its log says why' } };
}
