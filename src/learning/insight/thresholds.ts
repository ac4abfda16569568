import type { Predictions } from '../../contracts/model.js';

/** How many rows are found and missed when the positive class is predicted from a probability on. */
export interface ThresholdCounts {
  readonly threshold: number;
  /** Positive and found, negative and flagged, positive and missed. */
  readonly hits: number;
  readonly alarms: number;
  readonly misses: number;
}

export interface ThresholdTable {
  readonly positives: number;
  readonly negatives: number;
  /** From 0.01 to 0.99 in steps of a hundredth. */
  readonly counts: readonly ThresholdCounts[];
}

/** Counted exactly over all rows: `values` are 1 where the positive class is true, and the second probability is its own. */
export function thresholdTable(
  values: Float64Array,
  { values: said, width }: Pick<Predictions, 'values' | 'width'>,
): ThresholdTable {
  const steps = 100;
  // Rows by how many of the thresholds they reach.
  const reached = [new Float64Array(steps + 1), new Float64Array(steps + 1)];
  for (const [row, truth] of values.entries()) {
    const probability = said[row * width + width - 1] as number;
    const counts = reached[truth] as Float64Array;
    let at = Math.min(steps, Math.floor(probability * steps));
    // The same comparison as when a class is decided for.
    while (at > 0 && probability < at / steps) at--;
    while (at < steps && probability >= (at + 1) / steps) at++;
    counts[at] = (counts[at] as number) + 1;
  }
  const [negative, positive] = reached as [Float64Array, Float64Array];
  const positives = positive.reduce((sum, count) => sum + count, 0);
  const counts: ThresholdCounts[] = [];
  let [hits, alarms] = [positive[steps] as number, negative[steps] as number];
  for (let at = steps - 1; at > 0; at--) {
    hits += positive[at] as number;
    alarms += negative[at] as number;
    counts.push({ threshold: at / steps, hits, alarms, misses: positives - hits });
  }
  return { positives, negatives: values.length - positives, counts: counts.reverse() };
}
