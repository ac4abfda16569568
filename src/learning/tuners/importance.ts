import { randomFor } from '../../contracts/seeded-random.js';
import { featuresOf } from './gaussian/features.js';
import { grownTree, type Side } from './importance/regression-tree.js';
import { varianceShares } from './importance/variance-shares.js';
import { quantileOf } from './pruning/values.js';
import type { Trial } from './sampler.js';
import type { SearchSpace } from './search-space.js';
import { isFinished, outcomesOf } from './spaces/outcomes.js';

const trees = 48;
/** Fewer trials say nothing of what matters. */
const fewestTrials = 10;

/**
 * How much each searched setting mattered: its share, by path, of the variance that single settings explain, all together 1; the
 * greatest first. By functional ANOVA over a random forest (Hutter et al. 2014), losses far worse than the rest drawn in
 * to the upper fence of a box plot. Empty for fewer than 10 finished trials, or when all reached the same.
 */
export function importanceOf(
  space: SearchSpace,
  history: readonly Trial[],
  direction: 'higher' | 'lower',
): Readonly<Record<string, number>> {
  const request = { seed: 0, number: history.length, direction };
  const outcomes = outcomesOf(space, history, request).filter(isFinished);
  if (outcomes.length < fewestTrials) return {};
  const raw = outcomes.map(({ loss }) => loss);
  if (new Set(raw).size === 1) return {};
  const features = featuresOf(space);
  const upper = quantileOf(raw, 0.75);
  const fence = upper + 1.5 * (upper - quantileOf(raw, 0.25));
  const data = {
    rows: outcomes.map(({ point }) => features.of(point)),
    losses: Float64Array.from(raw, (loss) => Math.min(loss, fence)),
  };
  const whole = features.isName.map((isName, place): Side => {
    if (!isName) return { from: 0, to: 1 };
    return {
      names: [...new Set(data.rows.map((row) => row[place] as number))].sort((a, b) => a - b),
    };
  });
  const shares = space.dimensions.map(() => 0);
  for (let tree = 0; tree < trees; tree++) {
    const random = randomFor(0, `tune/importance/${tree}`);
    const drawn = data.rows.map(() => Math.floor(random() * data.rows.length));
    const leaves = grownTree(data, drawn, { sides: whole });
    varianceShares(leaves, whole).forEach((share, place) => {
      shares[place] = (shares[place] as number) + share;
    });
  }
  const total = shares.reduce((sum, share) => sum + share, 0);
  if (!(total > 0)) return {};
  const named = space.dimensions.map(
    ({ path }, at) => [path, (shares[at] as number) / total] as const,
  );
  return Object.fromEntries(named.sort((a, b) => b[1] - a[1]));
}
