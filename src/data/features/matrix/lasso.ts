import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { SelectStep } from './matrix-step.js';
import { type Gram, gramOf } from './parts/gram.js';

const params = {
  l1: {
    type: 'number',
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    default: 0.05,
    description:
      'The penalty, as a share of the one at which no feature would be left: the higher, the fewer are kept',
  },
} as const satisfies Params;

/**
 * Keeps the features that a linear model with an L1 penalty uses, of least squares through the number, or through 1 and 0 for each
 * class: those with a weight other than 0, by coordinate descent (Friedman, Hastie & Tibshirani 2010), as scikit-learn's Lasso
 * with `alpha = l1 · largest covariance`. Codes of categories stay.
 */
export const lasso: SelectStep<ValuesOf<typeof params>> = {
  name: 'lasso',
  slot: 'select',
  summary: 'keeps the features that a linear model with an L1 penalty has a use for',
  params,
  choose(matrix, { l1 }) {
    const gram = gramOf(matrix);
    const used = new Set<number>();
    for (const target of gram.withTarget) {
      const most = target.reduce((largest, each) => Math.max(largest, Math.abs(each)), 0);
      for (const [at, weight] of lassoWeights(gram, target, l1 * most).entries()) {
        if (weight !== 0) used.add(gram.places[at] as number);
      }
    }
    return [...matrix.names.keys()].filter(
      (place) => matrix.isCode[place] === true || used.has(place),
    );
  },
};

const mostPasses = 1000;
const tolerance = 1e-8;

/** The weights that make `½ w′Gw − c′w + alpha·Σ|w|` least. */
export function lassoWeights(
  { places, among }: Gram,
  target: Float64Array,
  alpha: number,
): Float64Array {
  const width = places.length;
  const weights = new Float64Array(width);
  /** What is left of each covariance. */
  const left = Float64Array.from(target);
  for (let pass = 0; pass < mostPasses; pass++) {
    let moved = 0;
    for (let j = 0; j < width; j++) {
      const own = among[j * width + j] as number;
      if (own === 0) continue;
      const before = weights[j] as number;
      const wish = (left[j] as number) + own * before;
      const after = (Math.sign(wish) * Math.max(0, Math.abs(wish) - alpha)) / own;
      if (after === before) continue;
      weights[j] = after;
      moved = Math.max(moved, Math.abs(after - before));
      for (let i = 0; i < width; i++) {
        left[i] = (left[i] as number) - (among[i * width + j] as number) * (after - before);
      }
    }
    if (moved < tolerance) break;
  }
  return weights;
}
