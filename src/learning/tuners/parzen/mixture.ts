import type { Json } from '../../../contracts/json.js';
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
  const [only] = kernels;
  const densityOf =
    only !== undefined && kernels.length === 1
      ? alone(only, weights)
      : jointly(kernels, logWeights);
  return {
    sample(random) {
      const kernel = drawn(weights, random());
      const point: Record<string, Json> = {};
      for (const [path, own] of kernels) point[path] = own.sample(kernel, random);
      return point;
    },
    logDensity: densityOf,
  };
}

/** The density of a single setting, by kinds: there are far fewer of them than kernels when values repeat. */
function alone(
  [path, { own, kinds, densitiesAt, add }]: readonly [string, Kernels],
  weights: Float64Array,
): (point: Point) => number {
  add(logsByKind(own, kinds, weights));
  const known = new Map<Json, number>();
  return (point) => {
    const value = point[path] ?? null;
    const before = known.get(value);
    if (before !== undefined) return before;
    const density = logSumOf(densitiesAt(value));
    known.set(value, density);
    return density;
  };
}

/** The logarithm of what the kernels of each kind weigh together. */
function logsByKind(own: Uint32Array, kinds: number, weights: Float64Array): Float64Array {
  const byKind = new Float64Array(kinds);
  for (let kernel = 0; kernel < own.length; kernel++) {
    const kind = own[kernel] as number;
    byKind[kind] = (byKind[kind] as number) + (weights[kernel] as number);
  }
  return byKind.map(Math.log);
}

function jointly(
  kernels: readonly (readonly [string, Kernels])[],
  logWeights: Float64Array,
): (point: Point) => number {
  const sums = new Float64Array(logWeights.length);
  return (point) => {
    sums.set(logWeights);
    for (const [path, { own, densitiesAt }] of kernels) {
      const densities = densitiesAt(point[path] ?? null);
      for (let kernel = 0; kernel < own.length; kernel++) {
        sums[kernel] = (sums[kernel] as number) + (densities[own[kernel] as number] as number);
      }
    }
    return logSumOf(sums);
  };
}

/** The logarithm of the sum of what these are the logarithms of. */
function logSumOf(logs: Float64Array): number {
  let most = -Infinity;
  for (let at = 0; at < logs.length; at++)
    if ((logs[at] as number) > most) most = logs[at] as number;
  let total = 0;
  for (let at = 0; at < logs.length; at++) {
    const under = (logs[at] as number) - most;
    // What is less than 1e-17 of the greatest adds nothing.
    if (under > -40) total += Math.exp(under);
  }
  return most + Math.log(total);
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
