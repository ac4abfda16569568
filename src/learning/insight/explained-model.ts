import type { Batch } from '../../contracts/batch.js';
import type { Matrix } from '../../contracts/matrix.js';
import type { Predictions, SavedModel } from '../../contracts/model.js';
import { convolutionWork } from './convolution-work.js';

/** A model with its features, as a function of columns of the table. */
export interface ExplainedModel {
  readonly model: SavedModel;
  /** The columns it reads, in order. */
  readonly columns: readonly string[];
  /** For each feature of the matrix, the place of the column it is made of; −1 when it is made of several. */
  readonly columnOf: Int32Array;
  readonly matrix: (batch: Batch) => Matrix;
  readonly predict: (batch: Batch) => Predictions;
}

/**
 * About how many numbers a model touches to answer for a row. It says how many answers are affordable, and does not depend on the
 * machine, so that the same rows are looked at everywhere.
 */
export function workOf({
  model,
  columns,
  columnOf,
}: Omit<ExplainedModel, 'matrix' | 'predict'>): number {
  let work = 20 * columns.length + 4 * columnOf.length;
  const convolutions = convolutionWork(model);
  if (convolutions !== undefined) return work + convolutions;
  for (const [name, { values }] of Object.entries(model.weights)) {
    const part = /(?:^|\.)forest\.(\w+)$/.exec(name)?.[1];
    // Of a forest only the way down each tree is looked at; deep trees do not fit into the cache.
    if (part === 'feature') {
      const roots = model.weights[name.replace(/feature$/, 'roots')]?.values.length ?? 1;
      const levels = Math.log2(1 + values.length / Math.max(1, roots));
      work += (roots * levels * levels) / 2;
    } else if (part === undefined) work += values.length;
  }
  return work;
}

/** How many answers a budget allows; it is in numbers touched, of which a second sees some 3e8. */
export function affordableAnswers(
  explained: Omit<ExplainedModel, 'matrix' | 'predict'>,
  budget: number,
): number {
  return Math.floor(budget / workOf(explained));
}
