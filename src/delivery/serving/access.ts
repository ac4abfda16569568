import type { FastifyError, FastifyInstance, FastifyReply, onSendHookHandler } from 'fastify';
import type { JsonObject } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';
import type { ServingMetrics } from './metrics.js';
import type { ModelHolder } from './model-holder.js';
import { answerNotFound } from './not-found.js';
import { Refusal } from './refusal.js';
import { versionHeader } from './serving.js';
import type { Visit } from './visit.js';

/** Where no route would read a body, what is wrong with it does not matter; who asks, and how often, does. */
const aboutCaller: ReadonlySet<number> = new Set([401, 403, 429]);

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

/** Where answered requests are told of. */
export interface AccessLog {
  readonly answered: (entry: AccessEntry) => void;
  /** Whether those that went well are wanted too: an entry that nobody reads is not made. */
  readonly all: boolean;
}

/** What every request has in common: the version header, errors in words, metrics, the log. */
export function addAccess(
  app: FastifyInstance,
  server: {
    readonly models: ModelHolder;
    readonly drain: { readonly begun: boolean };
    readonly metrics: () => ServingMetrics;
    readonly log?: AccessLog;
  },
): void {
  const { models, drain, metrics, log } = server;

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
    if (request.is404 && !aboutCaller.has(status)) return answerNotFound(request, reply);
    if (status >= 500 && !(error instanceof Refusal)) request.visit.failed(error);
    if (error instanceof Refusal) sayWhen(error, reply);
    // What was not read to its end would be taken for the next request.
    if (status === 413 || (status === 429 && !request.raw.complete))
      reply.header('connection', 'close');
    return reply.code(status).send(status >= 500 ? { ...body, request: request.id } : body);
  });

  app.addHook('onResponse', (request, reply, done) => {
    const { elapsedTime, statusCode: status } = reply;
    metrics().answered(request.routeOptions.url ?? 'none', status, elapsedTime / 1000);
    const { visit } = request;
    const { failure, isProbe } = visit;
    if (failure !== undefined || (log?.all === true && !isProbe)) {
      log?.answered(entryOf(visit, { status, elapsedTime }));
    }
    done();
  });
}

function entryOf(
  { request, reply, path, caller, rows, failure }: Visit,
  { status, elapsedTime }: { readonly status: number; readonly elapsedTime: number },
): AccessEntry {
  const version = reply.getHeader(versionHeader);
  return {
    ...{ request: request.id, method: request.method, path, status },
    milliseconds: Math.round(elapsedTime * 100) / 100,
    ...(caller !== undefined && { caller: caller.name }),
    ...(rows !== undefined && { rows }),
    ...(typeof version === 'string' && { version }),
    ...(failure !== undefined && { error: failure }),
  };
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
  if (error instanceof MlxError) return { status: 500, body: failureOf(error) };
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
  return { status: 500, body: { error: inLog } };
}

const inLog = 'The server could not answer; its log says why';

/** What a module of the project throws may say anything, such as where its database is: that is for the log alone. */
function failureOf({ code, message }: MlxError): JsonObject {
  return { error: code === 'data/user-code' ? inLog : message, code };
}

function sayWhen({ more: { retryAfter } }: Refusal, reply: FastifyReply): void {
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
}
