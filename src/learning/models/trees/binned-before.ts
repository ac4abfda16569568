import type { Matrix } from '../../../contracts/matrix.js';
import type { LabelledRows, TrainingData } from '../model-family.js';
import type { BinLimits, FeatureBins } from './bins.js';

/**
 * What was made of rows before a fit: a search learns from the same rows, which stay as they are, at each trial. All of it is forgotten with
 * the rows.
 */
const plans = new WeakMap<Matrix, Map<string, readonly FeatureBins[]>>();

/** Of rows that count alike; weights are made anew at each trial, and bins hang on them. */
type Unweighted = Pick<LabelledRows, 'x' | 'weights'>;

/** The bins of each column as they were planned for these rows before, by the same limits. */
export function plannedBefore(
  { x, weights }: Unweighted,
  limits: BinLimits,
): readonly FeatureBins[] | undefined {
  return weights === undefined ? plans.get(x)?.get(keyOf(limits)) : undefined;
}

/** Keeps the bins of each column, unless rows have weights. */
export function keepPlan(
  { x, weights }: Unweighted,
  limits: BinLimits,
  plan: readonly FeatureBins[],
): void {
  if (weights !== undefined) return;
  const ofMatrix = plans.get(x) ?? new Map<string, readonly FeatureBins[]>();
  plans.set(x, ofMatrix.set(keyOf(limits), plan));
}

function keyOf({ bins, leastRows, categoryRows = 1 }: BinLimits): string {
  return `${bins}/${leastRows}/${categoryRows}`;
}

type Rows = Pick<TrainingData, 'train' | 'validation'>;

interface Packed {
  readonly validation: Matrix | undefined;
  readonly plan: readonly FeatureBins[];
  readonly words: Uint32Array;
}

/** By the training rows, as they were packed last. */
const packedRows = new WeakMap<Matrix, Packed>();

/** More words would not be worth their memory. */
const mostWords = 2 ** 22;

/** The rows as they were packed before; undefined when that was by another plan of bins, or beside other validation rows. */
export function packedBefore(
  { train, validation }: Rows,
  plan: readonly FeatureBins[],
): Uint32Array | undefined {
  const known = packedRows.get(train.x);
  return known?.validation === validation?.x && known?.plan === plan ? known.words : undefined;
}

/** Keeps a copy of packed rows, unless there are too many. */
export function keepPacked(
  { train, validation }: Rows,
  plan: readonly FeatureBins[],
  words: Uint32Array,
): void {
  if (words.length > mostWords) return;
  packedRows.set(train.x, { validation: validation?.x, plan, words: words.slice() });
}
