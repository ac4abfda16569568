import type { Random } from '../../../contracts/seeded-random.js';
import { type Dimension, type Point } from '../search-space.js';
import { type Kernels, kernelsAround } from './kernels.js';

/** A density over some settings: a sum over kernels, each a product over the settings. */
export interface Mixture {
  sample(random: Random): Point;
  logDensity(point: Point): number;
}

/** The density of points seen, oldest first: of more than 25, the older ones count less, down to 1 / n. */
export function mixtureOf(dimensions: readonly Dimension[], points: readonly Point[]): Mixture {
  const kernels = dimensions.map(({ path, domain }): readonly [string, Kernels] => [
    path,
    kernelsAround(
      domain,
      points.map((point) => point[path] ?? null),
    ),
  ]);
  const { weights, logWeights } = weightsOf(points.length);
  const sums = new Float64Array(weights.length);
  return {
    sample(random) {
      const kernel = drawn(weights, random());
      return Object.fromEntries(kernels.map(([path, own]) => [path, own.sample(kernel, random)]));
    },
    logDensity(point) {
      sums.set(logWeights);
      for (const [path, own] of kernels) own.addTo(sums, point[path] ?? null);
      let most = -Infinity;
      for (let at = 0; at < sums.length; at++)
        if ((sums[at] as number) > most) most = sums[at] as number;
      let total = 0;
      for (let at = 0; at < sums.length; at++) {
        const under = (sums[at] as number) - most;
        // What is less than 1e-17 of the greatest adds nothing.
        if (under > -40) total += Math.exp(under);
      }
      return most + Math.log(total);
    },
  };
}

interface Weights {
  readonly weights: Float64Array;
  readonly logWeights: Float64Array;
}

/** All settings of a trial ask for the same few numbers of points. */
const lastWeights = new Map<number, Weights>();
const mostWeights = 16;

function weightsOf(count: number): Weights {
  const known = lastWeights.get(count);
  if (known !== undefined) return known;
  if (lastWeights.size >= mostWeights) lastWeights.clear();
  const weights = withPrior(count);
  const found = { weights, logWeights: weights.map(Math.log) };
  lastWeights.set(count, found);
  return found;
}

/** Weights that sum to 1, the prior's last. */
function withPrior(count: number): Float64Array {
  const weights = new Float64Array(count + 1).fill(1);
  const ramp = count - 25;
  for (let place = 0; place < ramp; place++) {
    weights[place] = ramp === 1 ? 1 / count : 1 / count + ((1 - 1 / count) * place) / (ramp - 1);
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function drawn(weights: Float64Array, share: number): number {
  let rest = share;
  for (let place = 0; place < weights.length; place++) {
    rest -= weights[place] as number;
    if (rest < 0) return place;
  }
  return weights.length - 1;
}
