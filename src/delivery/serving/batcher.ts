import type { Batch, Vector } from '../../contracts/batch.js';
import { type Prediction, predictionsOf } from '../prediction.js';
import type { ServedModel } from './model-holder.js';

interface Waiting {
  readonly batch: Batch;
  readonly resolve: (predictions: readonly Prediction[]) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Answers requests together that have arrived at the same time: a batch is predicted once it holds `rows` rows, and `waitMs`
 * after its first request at the latest (0: as soon as what has arrived is read). A failure is told to each of them, after
 * each was tried alone, so that one request cannot spoil another's.
 */
export class Batcher {
  readonly #rows: number;
  readonly #waitMs: number;
  readonly #queues = new Map<ServedModel, { readonly waiting: Waiting[]; rows: number }>();

  constructor({ rows, waitMs }: { readonly rows: number; readonly waitMs: number }) {
    this.#rows = rows;
    this.#waitMs = waitMs;
  }

  /** The answers for rows that are ready for `predict`. */
  predict(model: ServedModel, batch: Batch): Promise<readonly Prediction[]> {
    const alone = this.#rows === 1 || batch.rows >= this.#rows;
    // A forecast may answer with more rows than it was asked about, which could not be told apart again.
    if (alone || model.predictor.signature.task.kind === 'forecast') {
      return Promise.resolve().then(() => answerTo(model, batch));
    }
    return new Promise((resolve, reject) => {
      let queue = this.#queues.get(model);
      if (queue === undefined) {
        queue = { waiting: [], rows: 0 };
        this.#queues.set(model, queue);
        const flush = () => this.#flush(model);
        if (this.#waitMs > 0) setTimeout(flush, this.#waitMs);
        else setImmediate(flush);
      }
      queue.waiting.push({ batch, resolve, reject });
      queue.rows += batch.rows;
      if (queue.rows >= this.#rows) this.#flush(model);
    });
  }

  #flush(model: ServedModel): void {
    const queue = this.#queues.get(model);
    if (queue === undefined) return;
    this.#queues.delete(model);
    const { waiting } = queue;
    try {
      const answers = answerTo(model, together(waiting.map(({ batch }) => batch)));
      let from = 0;
      for (const { batch, resolve } of waiting) {
        resolve(answers.slice(from, from + batch.rows));
        from += batch.rows;
      }
    } catch (error) {
      if (waiting.length === 1) waiting[0]?.reject(error);
      else for (const each of waiting) answerAlone(model, each);
    }
  }
}

function answerAlone(model: ServedModel, { batch, resolve, reject }: Waiting): void {
  try {
    resolve(answerTo(model, batch));
  } catch (error) {
    reject(error);
  }
}

function answerTo({ predictor }: ServedModel, batch: Batch): readonly Prediction[] {
  return predictionsOf(predictor.signature, predictor.predict(batch));
}

/** The rows of several batches of the same columns, one after another. */
function together(batches: readonly Batch[]): Batch {
  const [first] = batches;
  if (first === undefined || batches.length === 1) return first ?? { rows: 0, columns: new Map() };
  const rows = batches.reduce((sum, batch) => sum + batch.rows, 0);
  const columns = new Map<string, Vector>();
  for (const [name, { kind }] of first.columns) {
    const parts = batches.map((batch) => batch.columns.get(name) as Vector);
    columns.set(name, kind === 'number' ? numbers(parts, rows) : listed(kind, parts));
  }
  return { rows, columns };
}

function numbers(parts: readonly Vector[], rows: number): Vector {
  const values = new Float64Array(rows);
  let at = 0;
  for (const part of parts) {
    values.set(part.values as Float64Array, at);
    at += part.values.length;
  }
  return { kind: 'number', values };
}

function listed(kind: 'string' | 'pixels', parts: readonly Vector[]): Vector {
  return { kind, values: parts.flatMap(({ values }) => values as never[]) };
}
