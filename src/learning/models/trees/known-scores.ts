import type { Matrix } from '../../../contracts/matrix.js';
import type { SavedModel } from '../../../contracts/model.js';

interface Known {
  readonly x: Matrix;
  readonly scores: Float64Array;
}

/** By the weights, which stay the same object when a model gets a calibration or a threshold. */
const known = new WeakMap<SavedModel['weights'], Known>();

/**
 * Keeps what the trees of a model come to on rows that they were tried on while they were learnt, row by row: the model is judged on
 * the same rows next, and going down all trees once more would give the same numbers. Forgotten with the weights.
 */
export function keepScores({ weights }: Pick<SavedModel, 'weights'>, scored: Known): void {
  known.set(weights, scored);
}

/** What was kept for these very rows; undefined for all others. */
export function keptScores(
  { weights }: Pick<SavedModel, 'weights'>,
  x: Matrix,
): Float64Array | undefined {
  const kept = known.get(weights);
  return kept?.x === x ? kept.scores : undefined;
}
