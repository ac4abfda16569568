import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { predictionsOf } from '../prediction.js';
import { predictedRows, versionHeader } from './access.js';
import type { ModelHolder } from './model-holder.js';
import { modelPage, pagePolicy } from './page.js';
import { type RowReader, readRows, rowsIn } from './rows.js';

/** What the routes answer from. */
export interface RoutesContext {
  readonly models: ModelHolder;
  readonly toBatch: RowReader;
  readonly limits: { readonly rows: number };
  readonly instance: string;
  readonly drain: { readonly begun: boolean };
}

/** The routes of a model server. Every answer but the page is JSON; every refusal has an `error` in words. */
export function addRoutes(app: FastifyInstance, context: RoutesContext): void {
  const { models, instance, drain } = context;

  app.post('/predict', (request, reply) => predict(context, request, reply));

  app.get('/healthz', () => ({ status: 'ok' }));

  app.get('/readyz', (_request, reply) => {
    const version = models.current?.predictor.version;
    const ready = version !== undefined && !drain.begun;
    reply.code(ready ? 200 : 503);
    return { ready, ...(version !== undefined && { version }), instance };
  });

  app.get('/signature', (_request, reply) => {
    const model = models.current;
    if (model === undefined) return noModel(reply);
    return { version: model.predictor.version, ...model.facts.published };
  });

  app.get('/', (_request, reply) => {
    reply.code(models.current === undefined ? 503 : 200);
    reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8');
    return modelPage(models.current);
  });

  app.setNotFoundHandler((request, reply) => {
    const error = `There is no ${request.method} ${request.url.split('?', 1)[0] ?? ''} here`;
    return reply.code(404).send({ error, routes });
  });
}

const routes = {
  'POST /predict': 'predictions for one row object, a list of rows, or { "rows": [...] }',
  'GET /signature': 'JSON Schema of a row and of an answer, with an example',
  'GET /readyz': '200 when a model is loaded, and which',
  'GET /healthz': '200 while the server runs',
  'GET /': 'a page to try the model',
};

async function predict(
  context: RoutesContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const model = context.models.current;
  if (model === undefined) return noModel(reply);
  const { version, signature } = model.predictor;
  reply.header(versionHeader, version);

  const rows = rowsIn(request.body, signature);
  if (rows.length > context.limits.rows) {
    const error = `A request may hold ${context.limits.rows} rows, and this one has ${rows.length}`;
    return reply.code(413).send({ error });
  }
  // Without rows a forecast goes on from what the package knows.
  if (rows.length === 0 && signature.task.kind !== 'forecast') return { version, predictions: [] };
  const refuse = (problems: readonly unknown[]) => {
    const error = 'The rows cannot be read; GET /signature shows what a row looks like';
    return reply.code(422).send({ error, problems });
  };
  const { predictor } = model;
  const read = readRows(rows, signature, context.toBatch);
  if ('problems' in read) return refuse(read.problems);
  const ready = predictor.prepare === undefined ? { batch: read } : await predictor.prepare(read);
  if ('problems' in ready) return refuse(ready.problems);
  const { batch } = ready;
  predictedRows.set(request, batch.rows);
  return { version, predictions: predictionsOf(signature, predictor.predict(batch)) };
}

function noModel(reply: FastifyReply): FastifyReply {
  return reply.code(503).send({ error: 'No model is loaded yet' });
}
