import type { JsonObject } from '../../contracts/json.js';
import type { Reading } from '../../contracts/matrix.js';
import type { ValuesOf } from '../../contracts/params.js';
import { randomFor } from '../../contracts/seeded-random.js';
import type { Task } from '../../contracts/task.js';
import { MlxError } from '../../errors/index.js';
import { pacer } from '../compute/pacer.js';
import { resamplers } from './index.js';
import { rowsByClass } from './parts/ratio.js';
import type { Resampler } from './resampler.js';
import { areTrainingRows, type TrainingRows } from './training-rows.js';

/** Params of a method, complete; `method` names it. */
export type ImbalanceSettings = JsonObject & { readonly method: string };

export interface ResampleRequest {
  readonly task: Task;
  readonly settings: ImbalanceSettings;
  /** How the columns were read. */
  readonly reading: Reading;
  readonly seed: number;
  /** Starts the label of every random stream. */
  readonly label: string;
  readonly signal: AbortSignal;
}

/** What became of the training rows. */
export interface ResampledRows {
  readonly rows: TrainingRows;
  /** Rows of each class before and after, in class order. */
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly notes: readonly string[];
}

/**
 * The training rows with their classes made less unequal. Only rows of the training split have the type that is asked
 * for, so rows a model is chosen or judged by are refused by the compiler. Throws `learning/resampling-unsuited` when
 * the method cannot read the columns, `learning/class-too-small` when a class has a single row.
 */
export async function resample(
  rows: TrainingRows,
  { task, settings, reading, seed, label, signal }: ResampleRequest,
): Promise<ResampledRows> {
  // The compiler sees to it; this is for callers without one.
  if (!areTrainingRows(rows)) throw new Error('only rows of the training split are resampled');
  const { method, ...params } = settings;
  const resampler = resamplers.get(method);
  if (task.kind !== 'binary' && task.kind !== 'multiclass') throw noClasses(method);
  refuseUnreadable(resampler, rows, { reading, label });
  const notes: string[] = [];
  const resampled = await resampler.resample(rows, params as ValuesOf<typeof resampler.params>, {
    classes: task.classes,
    native: reading === 'native',
    random: (what) => randomFor(seed, `${label}/imbalance/${method}/${what}`),
    breathe: pacer(signal),
    note: (text) => notes.push(text),
  });
  const countsOf = ({ y }: TrainingRows): readonly number[] =>
    rowsByClass(y, task.classes.length).map(({ length }) => length);
  return { rows: resampled, before: countsOf(rows), after: countsOf(resampled), notes };
}

function refuseUnreadable(
  { name, reads }: Resampler,
  { x }: TrainingRows,
  { reading, label }: Pick<ResampleRequest, 'reading' | 'label'>,
): void {
  const unreadable = (what: string, methods: readonly string[]): MlxError =>
    new MlxError(
      'learning/resampling-unsuited',
      `\`${name}\` measures distances between numbers, and the columns that candidate \`${label}\` reads hold ${what}`,
      { hints: [`Set its \`imbalance.method\` to one of: ${methods.join(', ')}`] },
    );
  if (reads === 'any') return;
  const kinds = new Set((x.blocks ?? []).map(({ kind }) => kind));
  if (kinds.has('tokens')) throw unreadable('texts as tokens', ['random-over', 'random-under']);
  if (reads === 'categories') return;
  const able = ['smote-nc', 'random-over', 'random-under'];
  if (kinds.has('category')) throw unreadable('categories as codes', able);
  if (reading === 'native' && x.values.some(Number.isNaN)) {
    throw unreadable('missing values', able);
  }
}

function noClasses(method: string): MlxError {
  return new MlxError('learning/resampling-unsuited', `\`${method}\` needs a target with classes`, {
    hints: ['Remove `train.imbalance`'],
  });
}
