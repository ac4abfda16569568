import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mlxVersion } from '../../contracts/version.js';
import type { Readiness } from './announcement.js';
import { blamingRows, readyRows } from './answering.js';
import { learnLabels } from './feedback.js';
import { addKserve } from './kserve.js';
import { answerNotFound } from './not-found.js';
import { openApi } from './openapi.js';
import { canExplain } from './output-names.js';
import { modelPage, pagePolicy } from './page.js';
import { noModel, Refusal } from './refusal.js';
import { rowsIn } from './rows.js';
import { answerRequest, type Serving } from './serving.js';
import { streamAnswers } from './stream-answers.js';
import { addTensorflowServing } from './tensorflow-serving.js';

/** What the routes answer from. */
export interface RoutesContext extends Serving {
  /** Characters of one line of a stream. */
  readonly longestLine: number;
  readonly instance: string;
  readonly drain: { readonly begun: boolean };
  /** Other workers of the same server, and the metrics of all of them. */
  readonly fleet?: Fleet;
}

/** The workers a server consists of, where it is more than one. */
export interface Fleet {
  state(): FleetState;
  /** Metrics of all workers in the text format of Prometheus. */
  metrics(): Promise<string>;
}

/** The versions that ready workers serve, and how many there are and should be. */
export interface FleetState {
  readonly versions: readonly string[];
  readonly ready: number;
  readonly workers: number;
}

/** The routes of a model server. Every answer but the page and the metrics is JSON; every refusal has an `error` in words. */
export function addRoutes(app: FastifyInstance, context: RoutesContext): void {
  const { models, metrics, fleet } = context;
  const current = () => {
    if (models.main.current === undefined) throw noModel();
    return models.main.current;
  };

  app.post('/predict', (request, reply) => predict(context, request, reply));
  app.post('/explain', (request) => explain(context, request));
  app.post('/feedback', (request, reply) => {
    const kept = learnLabels(context, request.body);
    return reply.code(202).send({ kept });
  });

  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', (_request, reply) => {
    const readiness = readinessOf(context);
    reply.code(readiness.ready ? 200 : 503);
    return readiness;
  });
  app.get('/metrics', async (_request, reply) => {
    reply.type(metrics.registry.contentType);
    return fleet === undefined ? metrics.registry.metrics() : fleet.metrics();
  });
  app.get('/signature', () => {
    const { predictor, facts } = current();
    return { version: predictor.version, ...facts.published };
  });
  app.get('/openapi.json', () => openApi(current(), { mlx: mlxVersion }));
  app.get('/', (_request, reply) => {
    const model = models.main.current;
    reply.code(model === undefined ? 503 : 200);
    reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8');
    return modelPage(model);
  });
  addTensorflowServing(app, context);
  addKserve(app, { ...context, ready: () => readinessOf(context).ready });

  app.setNotFoundHandler(answerNotFound);
}

/** Whether a server can answer. Of several workers, the version that is not the newest is told until all of them have changed. */
export function readinessOf({ models, drain, instance, fleet }: RoutesContext): Readiness {
  const own = models.main.current?.predictor.version;
  const state = fleet?.state();
  const version =
    own === undefined ? undefined : (state?.versions.find((each) => each !== own) ?? own);
  return {
    ready: version !== undefined && !drain.begun,
    ...(version !== undefined && { version }),
    instance,
    ...(state !== undefined && { workers: { ready: state.ready, of: state.workers } }),
  };
}

function predict(context: RoutesContext, request: FastifyRequest, reply: FastifyReply): unknown {
  if (request.visit.isStream) return streamAnswers(context, request, reply);
  return answerRequest(context, { request, reply }, ({ predictor }) =>
    rowsIn(request.body, predictor.signature),
  );
}

/** Explaining asks the model many times for each row. */
const mostExplained = 100;

async function explain(context: RoutesContext, request: FastifyRequest): Promise<unknown> {
  const model = context.models.main.current;
  if (model === undefined) throw noModel();
  if (context.explain === undefined) {
    throw new Refusal(404, 'This server does not explain its answers');
  }
  const { version, signature } = model.predictor;
  if (!canExplain(signature.task)) {
    throw new Refusal(404, 'A forecast is made of a series, and not explained column by column');
  }
  const given = rowsIn(request.body, signature);
  if (given.length > mostExplained) {
    throw new Refusal(413, `At most ${mostExplained} rows are explained at once`);
  }
  const rows = await readyRows(context.answering, model, given);
  const { explain: explained } = context;
  return { version, explanations: await blamingRows(() => explained(model, rows)) };
}
