import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Batch } from '../../contracts/batch.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import type { Prediction } from '../prediction.js';
import type { AnswerCache } from './answer-cache.js';
import type { Answering } from './answering.js';
import { answersFor } from './answering.js';
import { chooseModel, type Models } from './choose-model.js';
import { CircuitBreaker } from './circuit-breaker.js';
import type { ServingMetrics } from './metrics.js';
import type { ServedModel } from './model-holder.js';
import type { PredictionLog } from './prediction-log.js';
import { Refusal } from './refusal.js';
import { compareShadow } from './shadow.js';

/** Says why a model answers as it does, one explanation for each row. */
export type Explainer = (model: ServedModel, rows: Batch) => Promise<readonly JsonObject[]>;

/** What answers when the model fails: the version before, one fixed prediction, or nothing. */
export interface Fallback {
  readonly to: 'previous' | 'rule' | 'none';
  readonly answer?: JsonObject;
  readonly failures: number;
  readonly pauseMs: number;
}

/** What the routes of a server answer from. */
export interface Serving {
  readonly models: Models;
  readonly answering: Answering;
  readonly fallback: Fallback;
  readonly metrics: ServingMetrics;
  readonly cache?: AnswerCache<Answered>;
  readonly predictions?: PredictionLog;
  readonly explain?: Explainer;
}

/** An answer to a request, and which version gave it. */
export interface Answered {
  readonly version: string;
  readonly predictions: readonly (Prediction | Json)[];
}

/** The header that says which version answered. */
export const versionHeader = 'x-mlx-version';

/**
 * Answers the rows of a request: chooses the version, falls back where it fails, and tells log, metrics and shadow. Throws a
 * `Refusal` for what the client can change, and what the model throws where nothing falls back.
 */
export async function answerRequest(
  serving: Serving,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
  rowsOf: (model: ServedModel) => readonly unknown[],
): Promise<Answered> {
  const { models, metrics } = serving;
  const main = models.main.current;
  const rows = main === undefined ? [] : rowsOf(main);
  const model = chooseModel(models, request, rows);
  const answered = await answerRows(serving, { model, rows, request });
  const { version, predictions } = answered;
  reply.header(versionHeader, version);
  request.visit.rows = predictions.length;
  metrics.predicted(version, predictions.length);
  serving.predictions?.predicted(request.id, rows, answered);
  const shadow = models.shadow?.current;
  if (shadow !== undefined) compareShadow(serving, shadow, { rows, answered });
  return answered;
}

/** Rows that one version is asked. */
interface Asked {
  readonly model: ServedModel;
  readonly rows: readonly unknown[];
  readonly request: FastifyRequest;
}

/**
 * The answers of a version, or of what it falls back on where it fails or is left alone. Throws as `answerRequest` does, and
 * tells nobody.
 */
export function answerRows(serving: Serving, asked: Asked): Promise<Answered> {
  return breakerOf(asked.model, serving.fallback).run(
    () => answerOf(serving, asked),
    (error) => fallBack(serving, { ...asked, error }),
  );
}

/** From the cache, where one is kept and knows; a model without rows of its own to go on from is a function of the request. */
async function answerOf(
  { answering, cache, metrics }: Serving,
  { model, request, rows }: Asked,
): Promise<Answered> {
  const { version } = model.predictor;
  const text = cache === undefined ? undefined : request.visit.text;
  const asked = text === undefined ? undefined : `${version} ${request.url} ${text}`;
  if (asked !== undefined) {
    const known = cache?.get(asked);
    metrics.cached(known !== undefined);
    if (known !== undefined) return known;
  }
  const answered = { version, predictions: await answersFor(answering, model, rows) };
  if (asked !== undefined) cache?.set(asked, answered);
  return answered;
}

const breakers = new WeakMap<ServedModel, CircuitBreaker>();

/** The circuit breaker of a model: a model that is swapped in begins with a closed one. */
function breakerOf(model: ServedModel, { failures, pauseMs }: Fallback): CircuitBreaker {
  let breaker = breakers.get(model);
  if (breaker === undefined) {
    breaker = new CircuitBreaker({ failures, pauseMs });
    breakers.set(model, breaker);
  }
  return breaker;
}

/** Whether a model keeps failing, so that it is not asked or asked once in a while. */
export function isLeftAlone(model: ServedModel): boolean {
  return (breakers.get(model)?.state ?? 'closed') !== 'closed';
}

async function fallBack(
  serving: Serving,
  { model, rows, request, error }: Asked & { readonly error?: unknown },
): Promise<Answered> {
  const { fallback, models, answering, metrics } = serving;
  if (error !== undefined) request.visit.failed(error);
  if (fallback.to === 'rule' && fallback.answer !== undefined) {
    metrics.fellBack('rule');
    return { version: 'rule', predictions: rows.map(() => fallback.answer as JsonObject) };
  }
  const { main, split } = models;
  const before = model === split?.models.current ? main.current : main.previous;
  if (fallback.to === 'previous' && before !== undefined) {
    metrics.fellBack('previous');
    return {
      version: before.predictor.version,
      predictions: await answersFor(answering, before, rows),
    };
  }
  if (error !== undefined) throw error as Error;
  throw new Refusal(503, 'The model fails again and again, and is left alone for a while', {
    retryAfter: breakerOf(model, fallback).waitSeconds,
  });
}
