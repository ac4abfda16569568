import { gainToBeat, leastHessian, pairGainOf } from './search-number.js';
import {
  type BestSplit,
  type FeatureHistogram,
  type NodeSums,
  oneAgainstOthers,
  type SplitRules,
} from './split.js';

interface Search {
  readonly rules: SplitRules;
  readonly best: BestSplit;
}

/**
 * Tries sets of categories and keeps what beats `best`; missing values are a category as any other. Few categories: each
 * against the others. More: ordered by gradient over hessian, the best set for a convex loss starts at one of the two
 * ends (Fisher 1958); smoothing and the limits on sets are LightGBM's (src/treelearner/feature_histogram.cpp).
 */
export function searchCategory(histogram: FeatureHistogram, node: NodeSums, search: Search): void {
  const present = presentBins(histogram, node, search.rules);
  if (histogram.bins - 1 <= oneAgainstOthers) searchOne(histogram, node, { ...search, present });
  else searchOrdered(histogram, node, { ...search, present });
}

/** Bins with rows enough, by the estimate of their hessian: one row where each stands alone, else `smooth`. */
function presentBins(
  { sums, at, bins }: FeatureHistogram,
  { hessian, count }: NodeSums,
  { categories: { smooth } }: SplitRules,
): number[] {
  const rows = bins - 1 <= oneAgainstOthers ? 0.5 : Math.max(0.5, smooth);
  const present: number[] = [];
  for (let bin = 0; bin < bins; bin++) {
    if ((sums[at + 2 * bin + 1] as number) * count >= rows * hessian) present.push(bin);
  }
  return present;
}

function searchOne(
  histogram: FeatureHistogram,
  node: NodeSums,
  { rules, best, present }: Search & { readonly present: readonly number[] },
): void {
  const { sums, at } = histogram;
  const least = leastHessian(node, rules);
  const floor = gainToBeat(node, rules);
  const pairGain = pairGainOf(node, rules);
  for (const bin of present) {
    const gradient = sums[at + 2 * bin] as number;
    const hessian = sums[at + 2 * bin + 1] as number;
    if (hessian < least || hessian > node.hessian - least) continue;
    const gain = pairGain(gradient, hessian) - floor;
    if (gain <= best.gain) continue;
    keep(best, { histogram, left: [bin], gain, gradient, hessian });
    best.l2 = rules.l2;
  }
}

function searchOrdered(
  histogram: FeatureHistogram,
  node: NodeSums,
  { rules, best, present }: Search & { readonly present: number[] },
): void {
  const { sums, at } = histogram;
  const { smooth, most, l2: extra } = rules.categories;
  const ratio = new Float64Array(histogram.bins);
  for (const bin of present) {
    ratio[bin] = (sums[at + 2 * bin] as number) / ((sums[at + 2 * bin + 1] as number) + smooth);
  }
  present.sort((a, b) => (ratio[a] as number) - (ratio[b] as number) || a - b);
  const longest = Math.min(most, (present.length + 1) >> 1);
  const floor = gainToBeat(node, rules);
  const strict = { ...rules, l2: rules.l2 + extra };
  for (const order of [present, present.toReversed()]) {
    const found = bestPrefix(histogram, node, {
      rules: strict,
      order,
      longest,
      floor,
      above: best.gain,
    });
    if (found === undefined) continue;
    keep(best, { histogram, left: order.slice(0, found.length), ...found });
    best.l2 = strict.l2;
  }
}

interface Prefix {
  readonly length: number;
  readonly gain: number;
  readonly gradient: number;
  readonly hessian: number;
}

/** The best of the sets that are the first so many of `order`. */
function bestPrefix(
  { sums, at }: FeatureHistogram,
  node: NodeSums,
  search: {
    readonly rules: SplitRules;
    readonly order: readonly number[];
    readonly longest: number;
    readonly floor: number;
    readonly above: number;
  },
): Prefix | undefined {
  const { rules, order, longest } = search;
  const perRow = node.hessian / node.count;
  const least = leastHessian(node, rules);
  const group = rules.categories.groupRows * perRow;
  const { floor } = search;
  const pairGain = pairGainOf(node, rules);
  let found: Prefix | undefined;
  let [gradient, hessian, sinceLast] = [0, 0, 0];
  for (let at1 = 0; at1 < longest; at1++) {
    const bin = order[at1] as number;
    const own = sums[at + 2 * bin + 1] as number;
    gradient += sums[at + 2 * bin] as number;
    hessian += own;
    sinceLast += own;
    if (node.hessian - hessian < Math.max(least, group)) return found;
    if (hessian < least || sinceLast < group) continue;
    sinceLast = 0;
    const gain = pairGain(gradient, hessian) - floor;
    if (gain > (found?.gain ?? search.above)) found = { length: at1 + 1, gain, gradient, hessian };
  }
  return found;
}

function keep(
  best: BestSplit,
  found: {
    readonly histogram: FeatureHistogram;
    readonly left: readonly number[];
    readonly gain: number;
    readonly gradient: number;
    readonly hessian: number;
  },
): void {
  best.gain = found.gain;
  best.feature = found.histogram.feature;
  best.isCategory = true;
  best.leftGradient = found.gradient;
  best.leftHessian = found.hessian;
  best.leftBins.fill(0);
  for (const bin of found.left) best.leftBins[bin] = 1;
  best.missingLeft = best.leftBins[0] === 1;
}
