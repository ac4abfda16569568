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
const otherOrder = new Uint8Array(256);
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
  const { rules, best } = search;
  if (isFew) searchOne(histogram, node, { rules, best, present });
  else searchOrdered(histogram, node, { rules, best, present });
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
  const pairGain = pairGainOf(node, rules, rules.l2);
  for (let place = 0; place < present; place++) {
    const bin = order[place] as number;
    const gradient = sums[at + 2 * bin] as number;
    const hessian = sums[at + 2 * bin + 1] as number;
    if (hessian < least || hessian > node.hessian - least) continue;
    const gain = pairGain(gradient, hessian) - floor;
    if (gain <= best.gain) continue;
    keep(best, histogram, order.subarray(place, place + 1));
    best.gain = gain;
    best.leftGradient = gradient;
    best.leftHessian = hessian;
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
  const ordered = sortedByRatio(present);
  const l2 = rules.l2 + extra;
  const ends: Ends = {
    rules,
    ordered,
    longest: Math.min(most, (present + 1) >> 1),
    floor: gainToBeat(node, rules),
    pairGain: pairGainOf(node, rules, l2),
  };
  tryPrefixes(histogram, node, { ends, best, l2, first: 0, step: 1 });
  tryPrefixes(histogram, node, { ends, best, l2, first: present - 1, step: -1 });
}

/** Stretches that are sorted by insertion before they are merged. */
const shortRun = 8;

/**
 * The first so many of `order` by ratio, of equal ratios the lower bin first: runs sorted by insertion, then merged. In one of two
 * arrays that the next search writes over.
 */
function sortedByRatio(count: number): Uint8Array {
  for (let from = 0; from < count; from += shortRun) {
    const end = Math.min(count, from + shortRun);
    for (let at = from + 1; at < end; at++) {
      const bin = order[at] as number;
      const own = ratio[bin] as number;
      let to = at;
      while (to > from && (ratio[order[to - 1] as number] as number) > own) {
        order[to] = order[to - 1] as number;
        to--;
      }
      order[to] = bin;
    }
  }
  let [source, target] = [order, otherOrder];
  for (let run = shortRun; run < count; run *= 2) {
    for (let from = 0; from < count; from += 2 * run) merge(source, target, { from, run, count });
    [source, target] = [target, source];
  }
  return source;
}

function merge(
  source: Uint8Array,
  target: Uint8Array,
  { from, run, count }: { readonly from: number; readonly run: number; readonly count: number },
): void {
  const middle = Math.min(count, from + run);
  const end = Math.min(count, middle + run);
  let left = from;
  let right = middle;
  for (let to = from; to < end; to++) {
    const takesLeft =
      right >= end ||
      (left < middle &&
        (ratio[source[left] as number] as number) <= (ratio[source[right] as number] as number));
    target[to] = source[takesLeft ? left++ : right++] as number;
  }
}

/** What the searches from both ends of the order have in common. */
interface Ends {
  readonly rules: SplitRules;
  readonly ordered: Uint8Array;
  readonly longest: number;
  readonly floor: number;
  readonly pairGain: (gradient: number, hessian: number) => number;
}

interface From {
  readonly ends: Ends;
  readonly best: BestSplit;
  readonly l2: number;
  readonly first: number;
  readonly step: number;
}

/** Tries the sets that are the next so many of the order from `first` on, and keeps what beats `best`. */
function tryPrefixes(
  histogram: FeatureHistogram,
  node: NodeSums,
  { ends, best, l2, first, step }: From,
): void {
  const { sums, at } = histogram;
  const { rules, ordered, longest, floor, pairGain } = ends;
  const least = leastHessian(node, rules);
  const group = rules.categories.groupRows * (node.hessian / node.count);
  const rest = Math.max(least, group);
  let [gradient, hessian, sinceLast] = [0, 0, 0];
  let length = 0;
  for (let place = 0; place < longest; place++) {
    const bin = ordered[first + step * place] as number;
    const own = sums[at + 2 * bin + 1] as number;
    gradient += sums[at + 2 * bin] as number;
    hessian += own;
    sinceLast += own;
    if (node.hessian - hessian < rest) break;
    if (hessian < least || sinceLast < group) continue;
    sinceLast = 0;
    const gain = pairGain(gradient, hessian) - floor;
    if (!(gain > best.gain)) continue;
    length = place + 1;
    best.gain = gain;
    best.leftGradient = gradient;
    best.leftHessian = hessian;
  }
  if (length === 0) return;
  best.l2 = l2;
  keep(
    best,
    histogram,
    step > 0 ? ordered.subarray(0, length) : ordered.subarray(first + 1 - length, first + 1),
  );
}

/** Keeps which categories go left. */
function keep(best: BestSplit, { feature }: FeatureHistogram, left: Uint8Array): void {
  best.feature = feature;
  best.isCategory = true;
  best.leftBins.fill(0);
  for (const bin of left) best.leftBins[bin] = 1;
  best.missingLeft = best.leftBins[0] === 1;
}
