import { normalQuantile } from '../../../contracts/normal-distribution.js';
import { randomFor } from '../../../contracts/seeded-random.js';
import type { SampleRequest } from '../sampler.js';
import type { Point } from '../search-space.js';
import type { Outcome } from '../spaces/outcomes.js';

/** A trial with one standardised loss. */
export interface Scored {
  readonly number: number;
  readonly point: Point;
  readonly loss: number;
}

/**
 * One loss per finished or failed trial, of mean 0 and deviation 1. A pruned trial is no better than the middle of the complete
 * ones, a failed one as bad as the worst. Several objectives are weighed anew for each trial (ParEGO, Knowles 2006).
 */
export function scalarLosses(
  outcomes: readonly Outcome[],
  { seed, number, directions = [] }: SampleRequest,
): readonly Scored[] {
  const objectives = outcomes[0]?.losses.length ?? 1;
  const columns = Array.from({ length: objectives }, (_, place) =>
    standardised(outcomes, (one) => one.losses[place] as number),
  );
  const weights = directions.length > 1 ? drawnWeights(objectives, { seed, number }) : [1];
  const single = columns[0] ?? [];
  const joined =
    objectives === 1
      ? single
      : single.map((_, at) => {
          const weighed = columns.map(
            (column, place) => (weights[place] ?? 0) * (column[at] as number),
          );
          return Math.max(...weighed) + 0.05 * weighed.reduce((sum, one) => sum + one, 0);
        });
  return outcomes.map((one, at) => ({
    number: one.number,
    point: one.point,
    loss: joined[at] as number,
  }));
}

function standardised(
  outcomes: readonly Outcome[],
  lossOf: (one: Outcome) => number,
): readonly number[] {
  const finite = outcomes.map(lossOf).filter(Number.isFinite);
  const isAnyPruned = outcomes.some(({ state }) => state === 'pruned');
  const middle = isAnyPruned ? middleOfComplete(outcomes, lossOf) : -Infinity;
  const worst = finite.reduce((most, loss) => Math.max(most, loss), -Infinity);
  const filled = halfRanked(
    outcomes.map((one) => {
      const loss = lossOf(one);
      if (!Number.isFinite(loss)) return worst;
      return one.state === 'pruned' ? Math.max(loss, middle) : loss;
    }),
  );
  const mean = filled.reduce((sum, loss) => sum + loss, 0) / filled.length;
  const variance = filled.reduce((sum, loss) => sum + (loss - mean) ** 2, 0) / filled.length;
  const deviation = Math.max(Math.sqrt(variance), 1e-10);
  return filled.map((loss) => (loss - mean) / deviation);
}

/** The middle of the complete trials, or of all that came to something. */
function middleOfComplete(outcomes: readonly Outcome[], lossOf: (one: Outcome) => number): number {
  const complete = outcomes.filter(({ state }) => state === 'complete').map(lossOf);
  return medianOf(
    ascending(complete.length > 0 ? complete : outcomes.map(lossOf).filter(Number.isFinite)),
  );
}

/**
 * The worse half of the losses set by rank alone, as far above the median as a normal distribution with the better half's spread
 * has them: how bad is bad is of no use, and would drown what tells the good ones apart (the half-rank warping of Google
 * Vizier, Song et al. 2024).
 */
function halfRanked(losses: readonly number[]): readonly number[] {
  const sorted = ascending(losses);
  const middle = medianOf(sorted);
  const better = losses.filter((loss) => loss < middle);
  const squares = better.reduce((sum, loss) => sum + (loss - middle) ** 2, 0);
  const spread = Math.sqrt(squares / Math.max(1, better.length));
  if (spread === 0) return losses;
  const set = new Map<number, number>();
  for (let first = 0; first < sorted.length; first++) {
    const loss = sorted[first] as number;
    if (loss <= middle) continue;
    let last = first;
    while (sorted[last + 1] === loss) last++;
    const rank = (first + last) / 2;
    set.set(loss, middle + spread * Math.max(0, normalQuantile((rank + 0.5) / losses.length)));
    first = last;
  }
  return losses.map((loss) => set.get(loss) ?? loss);
}

/** Sorted as numbers in an array of numbers alone, which takes a fifth of the time: all losses are sorted anew for each trial. */
function ascending(values: readonly number[]): Float64Array {
  return new Float64Array(values).sort();
}

function medianOf(sorted: Float64Array): number {
  return sorted[(sorted.length - 1) >> 1] ?? 0;
}

/** Weights that sum to 1, drawn evenly over all such. */
function drawnWeights(
  count: number,
  { seed, number }: { readonly seed: number; readonly number: number },
): readonly number[] {
  const random = randomFor(seed, `tune/gp/weights/${number}`);
  const raw = Array.from({ length: count }, () => -Math.log(1 - random()));
  const total = raw.reduce((sum, one) => sum + one, 0);
  return raw.map((one) => one / total);
}
