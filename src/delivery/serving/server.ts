import type { FastifyInstance } from 'fastify';
import { type AccessLog, addAccess } from './access.js';
import { announceServer, type Readiness, startProbe, urlOf } from './announcement.js';
import { AnswerCache } from './answer-cache.js';
import { addAuthentication, type Credentials } from './authentication.js';
import { Batcher } from './batcher.js';
import { addBodies, refuseBrokenRequest } from './bodies.js';
import type { Models } from './choose-model.js';
import { closeBy, closing } from './closing.js';
import { Gate } from './gate.js';
import { addHeaders, requestId } from './headers.js';
import { listenError } from './listen-error.js';
import { type ServingMetrics, servingMetrics } from './metrics.js';
import type { ModelHolder } from './model-holder.js';
import type { PredictionLog } from './prediction-log.js';
import { addRateLimit, ownRate, type Rate, type RateKeeper } from './rate-limit.js';
import { addRoutes, type Fleet, type RoutesContext, readinessOf } from './routes.js';
import type { RowReader } from './rows.js';
import { defaultLimits, type ServerLimits } from './server-limits.js';
import { type Explainer, type Fallback, isLeftAlone } from './serving.js';
import { addVisits } from './visit.js';

export interface ServerOptions {
  readonly models: ModelHolder;
  readonly toBatch: RowReader;
  /** Loopback by default. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  readonly limits?: Partial<ServerLimits>;
  /** Other versions beside the one that is served. */
  readonly beside?: Omit<Models, 'main'>;
  readonly fallback?: Fallback;
  readonly batching?: { readonly rows: number; readonly waitMs: number };
  /** Answers to keep for requests that are alike; none by default. */
  readonly cache?: number;
  readonly credentials?: Credentials;
  readonly rate?: Rate;
  /** Who counts for it; by default this process alone. */
  readonly rateKeeper?: RateKeeper;
  /** Origins whose pages may ask. */
  readonly cors?: readonly string[];
  /** Certificate, key and authority of clients, in PEM. */
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer; readonly clientCa?: Buffer };
  readonly predictions?: PredictionLog;
  readonly explain?: Explainer;
  readonly fleet?: Fleet;
  readonly log?: AccessLog;
  /** Closes the server when it aborts. */
  readonly signal?: AbortSignal;
  /** Tells this server from another that took its port or process id later; `/readyz` answers with it. */
  readonly instance?: string;
  /** File that receives an `Announcement` once the server listens. */
  readonly announce?: string;
  /** Process id to live and die with: a trial server ends even when its deploy was killed. */
  readonly owner?: number;
}

export interface RunningServer {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly metrics: ServingMetrics;
  /** Takes no new request, finishes those under way (at most `drainSeconds`), then resolves. May be called again. */
  close(): Promise<void>;
  /** Resolves when the server has closed, whoever closed it. */
  readonly closed: Promise<void>;
}

/** Serves the holder's model over HTTP. Resolves when it listens; throws `serve/port-busy` or `serve/address`. */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { host = '127.0.0.1', instance = '', announce, tls } = options;
  options.signal?.throwIfAborted();
  const limits = { ...defaultLimits, ...options.limits };
  const app = await newApp(limits, tls);
  const drain = { begun: false };
  const { metrics, readiness } = await addConcerns(app, options, { limits, drain, instance });
  const port = await listen(app, host, options.port);

  const { close, closed } = closing(app, drain, limits.drainSeconds);
  closeBy(options, close, closed);
  const url = urlOf(host, port, tls !== undefined);
  if (announce !== undefined) {
    await announceAt(announce, { url, host, port, closed }, { ...options, readiness });
  }
  return { url, host, port, metrics, close, closed };
}

/** Says in the file `announce` where the server is; with a probe where it could not be asked otherwise. */
async function announceAt(
  file: string,
  where: Pick<RunningServer, 'url' | 'host' | 'port' | 'closed'>,
  {
    tls,
    instance = '',
    readiness,
  }: Pick<ServerOptions, 'tls' | 'instance'> & { readonly readiness: () => Readiness },
): Promise<void> {
  const { url, host, port, closed } = where;
  const said = { pid: process.pid, host, port, instance, url };
  if (tls?.clientCa === undefined) return announceServer(file, said);
  const probe = await startProbe(readiness);
  void closed.finally(probe.close);
  return announceServer(file, { ...said, probe: probe.url });
}

async function newApp(limits: ServerLimits, tls: ServerOptions['tls']): Promise<FastifyInstance> {
  const { fastify } = await import('fastify');
  const http = {
    headersTimeout: limits.receiveSeconds * 1000,
    connectionsCheckingInterval: Math.min(1000, limits.receiveSeconds * 500),
  };
  const common = {
    bodyLimit: limits.bytes,
    // Bodies are watched by the gate, which lets a stream take its time as long as it moves.
    requestTimeout: 0,
    return503OnClosing: false,
    genReqId: requestId,
    clientErrorHandler: refuseBrokenRequest,
  };
  const app =
    tls === undefined
      ? fastify({ ...common, http })
      : (fastify({
          ...common,
          https: {
            ...{ ...http, cert: tls.cert, key: tls.key },
            ...(tls.clientCa && { ca: tls.clientCa, requestCert: true, rejectUnauthorized: true }),
          },
        }) as unknown as FastifyInstance);
  app.server.maxConnections = limits.connections;
  return app;
}

/** Each concern of a server is one file; this is their order. */
async function addConcerns(
  app: FastifyInstance,
  options: ServerOptions,
  server: {
    readonly limits: ServerLimits;
    readonly drain: { readonly begun: boolean };
    readonly instance: string;
  },
): Promise<{ readonly metrics: ServingMetrics; readonly readiness: () => Readiness }> {
  const { models, log, cors = [], cache = 0, credentials, rate } = options;
  const { limits, drain, instance } = server;
  const gate = new Gate();
  const metrics = await servingMetrics({
    inFlight: () => gate.inFlight,
    model: () => {
      const model = models.current;
      return model && { name: model.facts.name, version: model.predictor.version };
    },
    circuitIsOpen: () => models.current !== undefined && isLeftAlone(models.current),
  });
  const figures = () => metrics;
  addVisits(app);
  addHeaders(app, { tls: options.tls !== undefined });
  if (cors.length > 0) await addCors(app, cors);
  addAccess(app, { models, drain, metrics: figures, ...(log && { log }) });
  if (credentials !== undefined) addAuthentication(app, credentials, figures);
  if (rate !== undefined) {
    const { rateKeeper: keeper = ownRate(rate) } = options;
    addRateLimit(app, { rate, keeper }, figures);
  }
  gate.attach(app, limits, figures);
  addBodies(app, { keepText: cache > 0 });
  const context = {
    ...answersOf(options, limits.rows),
    ...{ metrics, instance, drain, longestLine: limits.bytes },
  };
  addRoutes(app, context);
  return { metrics, readiness: () => readinessOf(context) };
}

async function addCors(app: FastifyInstance, origins: readonly string[]): Promise<void> {
  const plugin = await import('@fastify/cors');
  await app.register(plugin.default, { origin: [...origins], exposedHeaders: ['x-request-id'] });
}

/** What the routes answer from, as the options wish it. */
function answersOf(
  options: ServerOptions,
  mostRows: number,
): Omit<RoutesContext, 'metrics' | 'instance' | 'drain' | 'longestLine'> {
  const { models, toBatch, beside, fallback, batching } = options;
  const { cache = 0, predictions, explain, fleet } = options;
  return {
    models: { main: models, ...beside },
    answering: {
      ...{ toBatch, mostRows },
      batcher: new Batcher(batching ?? { rows: 64, waitMs: 0 }),
    },
    fallback: fallback ?? { to: 'none', failures: 5, pauseMs: 10_000 },
    ...(cache > 0 && { cache: new AnswerCache(cache) }),
    ...(predictions && { predictions }),
    ...(explain && { explain }),
    ...(fleet && { fleet }),
  };
}

async function listen(app: FastifyInstance, host: string, port: number): Promise<number> {
  try {
    await app.listen({ host, port });
  } catch (cause) {
    await app.close();
    throw listenError(cause, host, port);
  }
  const address = app.server.address();
  return typeof address === 'object' && address !== null ? address.port : port;
}
