import { twoSidedNormal } from './normal-tail.js';

/** The difference of two areas under the ROC curve on the same rows: second minus first. */
export interface DeLong {
  readonly difference: number;
  /** Standard error of the difference. */
  readonly error: number;
  /** Two-sided; 1 when both rank all rows the same, null when a class is absent. */
  readonly p: number | null;
}

/**
 * DeLong, DeLong and Clarke-Pearson's test of two correlated ROC curves (Biometrics 44, 1988), by the midranks of Sun and
 * Xu (2014) in O(n log n). `positive` holds 1 for rows of the positive class and 0 for others.
 */
export function deLong(
  positive: ArrayLike<number>,
  first: Float64Array,
  second: Float64Array,
): DeLong {
  const [one, other] = [componentsOf(positive, first), componentsOf(positive, second)];
  const difference = other.auc - one.auc;
  const variance =
    varianceOfDifference(one.ofPositives, other.ofPositives) +
    varianceOfDifference(one.ofNegatives, other.ofNegatives);
  if (!Number.isFinite(variance)) return { difference, error: Number.NaN, p: null };
  const error = Math.sqrt(variance);
  if (error === 0) return { difference, error, p: difference === 0 ? 1 : 0 };
  return { difference, error, p: twoSidedNormal(difference / error) };
}

interface Components {
  readonly auc: number;
  /** For each positive row the share of negatives below it, and for each negative the share of positives above it. */
  readonly ofPositives: Float64Array;
  readonly ofNegatives: Float64Array;
}

function componentsOf(positive: ArrayLike<number>, scores: Float64Array): Components {
  const [ups, downs] = [
    scores.filter((_, row) => positive[row] === 1),
    scores.filter((_, row) => positive[row] !== 1),
  ];
  const all = midranks(scores);
  const [rankUps, rankDowns] = [midranks(ups), midranks(downs)];
  let [up, down, sum] = [0, 0, 0];
  const ofPositives = new Float64Array(ups.length);
  const ofNegatives = new Float64Array(downs.length);
  for (let row = 0; row < scores.length; row++) {
    const rank = all[row] as number;
    if (positive[row] === 1) {
      ofPositives[up] = (rank - (rankUps[up] as number)) / downs.length;
      sum += ofPositives[up++] as number;
    } else {
      ofNegatives[down] = 1 - (rank - (rankDowns[down] as number)) / ups.length;
      down++;
    }
  }
  return { auc: sum / ups.length, ofPositives, ofNegatives };
}

/** Ranks from 1; equal values share the mean of theirs. */
function midranks(values: Float64Array): Float64Array {
  const order = Uint32Array.from(values, (_, at) => at).sort(
    (a, b) => (values[a] as number) - (values[b] as number),
  );
  const ranks = new Float64Array(values.length);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    const value = values[order[from] as number];
    while (to < order.length && values[order[to] as number] === value) to++;
    for (let at = from; at < to; at++) ranks[order[at] as number] = (from + to + 1) / 2;
    from = to;
  }
  return ranks;
}

/** Variance of the mean of `second - first`. */
function varianceOfDifference(first: Float64Array, second: Float64Array): number {
  const count = first.length;
  const mean = first.reduce((sum, value, at) => sum + (second[at] as number) - value, 0) / count;
  const squares = first.reduce(
    (sum, value, at) => sum + ((second[at] as number) - value - mean) ** 2,
    0,
  );
  return squares / (count - 1) / count;
}
