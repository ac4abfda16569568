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

/** Bins in the order they are tried, and what they are ordered by. Searches do not overlap, so one copy does. */
const order = new Uint8Array(256);
const ratio = new Float64Array(256);

/**
 * Tries sets of categories and keeps what beats `best`; missing values are a category as any other. Few categories: each
 * against the others. More: ordered by gradient over hessian, the best set for a convex loss starts at one of the two
 * ends (Fisher 1958); smoothing and the limits on sets are LightGBM's (src/treelearner/feature_histogram.cpp).
 */
export function searchCategory(histogram: FeatureHistogram, node: NodeSums, search: Search): void {
  const isFew = histogram.bins - 1 <= oneAgainstOthers;
  const rows = isFew ? 0.5 : Math.max(0.5, search.rules.categories.smooth);
  const present = takePresent(histogram, node, rows);
  if (isFew) searchOne(histogram, node, { ...search, present });
  else searchOrdered(histogram, node, { ...search, present });
}

/** Lists the bins with so many rows, by the estimate of their hessian; gives their number. */
function takePresent(
  { sums, at, bins }: FeatureHistogram,
  { hessian, count }: NodeSums,
  rows: number,
): number {
  let present = 0;
  for (let bin = 0; bin < bins; bin++) {
    order[present] = bin;
    present += (sums[at + 2 * bin + 1] as number) * count >= rows * hessian ? 1 : 0;
  }
  return present;
}

function searchOne(
  histogram: FeatureHistogram,
  node: NodeSums,
  { rules, best, present }: Search & { readonly present: number },
): void {
  const { sums, at } = histogram;
  const least = leastHessian(node, rules);
  const floor = gainToBeat(node, rules);
  const pairGain = pairGainOf(node, rules);
  for (let place = 0; place < present; place++) {
    const bin = order[place] as number;
    const gradient = sums[at + 2 * bin] as number;
    const hessian = sums[at + 2 * bin + 1] as number;
    if (hessian < least || hessian > node.hessian - least) continue;
    const gain = pairGain(gradient, hessian) - floor;
    if (gain <= best.gain) continue;
    keep(best, { histogram, left: order.subarray(place, place + 1), gain, gradient, hessian });
    best.l2 = rules.l2;
  }
}

function searchOrdered(
  histogram: FeatureHistogram,
  node: NodeSums,
  { rules, best, present }: Search & { readonly present: number },
): void {
  const { sums, at } = histogram;
  const { smooth, most, l2: extra } = rules.categories;
  for (let place = 0; place < present; place++) {
    const bin = order[place] as number;
    ratio[bin] = (sums[at + 2 * bin] as number) / ((sums[at + 2 * bin + 1] as number) + smooth);
  }
  const strict = { ...rules, l2: rules.l2 + extra };
  const ordered = order.subarray(0, present);
  sortByRatio(ordered);
  const ends: Ends = {
    rules: strict,
    longest: Math.min(most, (present + 1) >> 1),
    floor: gainToBeat(node, rules),
    pairGain: pairGainOf(node, strict),
  };
  for (let end = 0; end < 2; end++) {
    if (end === 1) ordered.reverse();
    const found = bestPrefix(histogram, node, { ...ends, above: best.gain });
    if (found === undefined) continue;
    keep(best, { histogram, left: ordered.subarray(0, found.length), ...found });
    best.l2 = strict.l2;
  }
}

/** By insertion, of equal ratios the lower bin first: bins come in order, and mostly there are few. */
function sortByRatio(bins: Uint8Array): void {
  for (let at = 1; at < bins.length; at++) {
    const bin = bins[at] as number;
    const own = ratio[bin] as number;
    let to = at;
    while (to > 0 && (ratio[bins[to - 1] as number] as number) > own) {
      bins[to] = bins[to - 1] as number;
      to--;
    }
    bins[to] = bin;
  }
}

/** What the searches from both ends of the order have in common. */
interface Ends {
  readonly rules: SplitRules;
  readonly longest: number;
  readonly floor: number;
  readonly pairGain: (gradient: number, hessian: number) => number;
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
  { rules, longest, floor, pairGain, above }: Ends & { readonly above: number },
): Prefix | undefined {
  const perRow = node.hessian / node.count;
  const least = leastHessian(node, rules);
  const group = rules.categories.groupRows * perRow;
  const rest = Math.max(least, group);
  const best = { length: 0, gain: above, gradient: 0, hessian: 0 };
  let [gradient, hessian, sinceLast] = [0, 0, 0];
  for (let place = 0; place < longest; place++) {
    const bin = order[place] as number;
    const own = sums[at + 2 * bin + 1] as number;
    gradient += sums[at + 2 * bin] as number;
    hessian += own;
    sinceLast += own;
    if (node.hessian - hessian < rest) break;
    if (hessian < least || sinceLast < group) continue;
    sinceLast = 0;
    const gain = pairGain(gradient, hessian) - floor;
    if (!(gain > best.gain)) continue;
    best.length = place + 1;
    best.gain = gain;
    best.gradient = gradient;
    best.hessian = hessian;
  }
  return best.length === 0 ? undefined : best;
}

function keep(
  best: BestSplit,
  found: {
    readonly histogram: FeatureHistogram;
    readonly left: Uint8Array;
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
