import type { Matrix } from '../../../contracts/matrix.js';
import type { TrainingData } from '../model-family.js';
import type { FeatureBins } from './bins.js';

/**
 * What was made of rows before a fit: a search learns from the same rows, which stay as they are, at each trial. All of it is forgotten with
 * the rows.
 */
const plans = new WeakMap<Matrix, Map<number, readonly FeatureBins[]>>();

/** The bins of each column as they were planned for these rows before. */
export function plannedBefore(matrix: Matrix, bins: number): readonly FeatureBins[] | undefined {
  return plans.get(matrix)?.get(bins);
}

/** Keeps the bins of each column. */
export function keepPlan(matrix: Matrix, bins: number, plan: readonly FeatureBins[]): void {
  const ofMatrix = plans.get(matrix) ?? new Map<number, readonly FeatureBins[]>();
  plans.set(matrix, ofMatrix.set(bins, plan));
}

type Rows = Pick<TrainingData, 'train' | 'validation'>;

interface Packed {
  readonly validation: Matrix | undefined;
  readonly bins: number;
  readonly words: Uint32Array;
}

/** By the training rows, as they were packed last. */
const packedRows = new WeakMap<Matrix, Packed>();

/** More words would not be worth their memory. */
const mostWords = 2 ** 22;

/** The rows as they were packed before; undefined when that was with another number of bins, or beside other validation rows. */
export function packedBefore({ train, validation }: Rows, bins: number): Uint32Array | undefined {
  const known = packedRows.get(train.x);
  return known?.validation === validation?.x && known?.bins === bins ? known.words : undefined;
}

/** Keeps a copy of packed rows, unless there are too many. */
export function keepPacked({ train, validation }: Rows, bins: number, words: Uint32Array): void {
  if (words.length > mostWords) return;
  packedRows.set(train.x, { validation: validation?.x, bins, words: words.slice() });
}
