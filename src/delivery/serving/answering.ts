import type { Batch } from '../../contracts/batch.js';
import { type ErrorCode, MlxError } from '../../errors/index.js';
import type { Prediction } from '../prediction.js';
import type { Batcher } from './batcher.js';
import type { ServedModel } from './model-holder.js';
import { Refusal, unreadable } from './refusal.js';
import { type RowReader, readRows } from './rows.js';

/** What reads rows and asks a model. */
export interface Answering {
  readonly toBatch: RowReader;
  readonly batcher: Batcher;
  /** Most rows in one request. */
  readonly mostRows: number;
}

/**
 * Codes of what only the rows are at fault for, and whether the hint is for who sent them. Reading cannot find it out, since it takes all
 * rows together, or the model.
 */
const faultsOfRows: Readonly<Partial<Record<ErrorCode, 'hint' | 'no hint'>>> = {
  'data/row-invalid': 'hint',
  'forecast/unknown-future': 'hint',
  'forecast/unknown-series': 'no hint',
  'forecast/no-time': 'no hint',
  'forecast/irregular-times': 'no hint',
  'forecast/duplicate-times': 'no hint',
  'forecast/gaps': 'no hint',
  'forecast/not-positive': 'no hint',
  'import/inputs': 'no hint',
};

/** What the work gives. What the rows alone are at fault for becomes a `Refusal` of 422, and is no failure of the model. */
export async function blamingRows<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof MlxError)) throw error;
    const fault = faultsOfRows[error.code];
    if (fault === undefined) throw error;
    const [hint] = fault === 'hint' ? error.hints : [];
    throw new Refusal(422, error.message, hint === undefined ? {} : { hint });
  }
}

/** Rows as `predict` takes them. Throws a `Refusal` of 413 or 422 that tells all that is wrong with them. */
export async function readyRows(
  { toBatch, mostRows }: Pick<Answering, 'toBatch' | 'mostRows'>,
  { predictor }: ServedModel,
  rows: readonly unknown[],
): Promise<Batch> {
  if (rows.length > mostRows) {
    throw new Refusal(413, `A request may hold ${mostRows} rows, and this one has ${rows.length}`);
  }
  const read = readRows(rows, predictor.signature, toBatch);
  if ('problems' in read) throw unreadable(read.problems);
  if (predictor.prepare === undefined) return read;
  const ready = await predictor.prepare(read);
  if ('problems' in ready) throw unreadable(ready.problems);
  return ready.batch;
}

/** A model's answers for rows as a client sent them. Throws as `readyRows` does, or what the model throws. */
export async function answersFor(
  answering: Answering,
  model: ServedModel,
  rows: readonly unknown[],
): Promise<readonly Prediction[]> {
  // Without rows a forecast goes on from what the package knows.
  if (rows.length === 0 && model.predictor.signature.task.kind !== 'forecast') return [];
  const batch = await readyRows(answering, model, rows);
  return blamingRows(() => answering.batcher.predict(model, batch));
}
