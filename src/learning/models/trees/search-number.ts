import { type Bounds, gainOf, type LeafRules, leafValue, noBounds } from './leaf-values.js';
import type { BestSplit, FeatureHistogram, NodeSums, SplitRules } from './split.js';

interface Search {
  readonly rules: SplitRules;
  readonly best: BestSplit;
}

/**
 * Tries every boundary between the bins of a number, with missing values on either side, and keeps what beats `best`.
 * Counts of rows are estimated from hessians, as LightGBM does, so that no third sum has to be kept.
 */
export function searchNumber(histogram: FeatureHistogram, node: NodeSums, search: Search): void {
  const { sums, at } = histogram;
  const hasMissing = isMissingThere(histogram, node);
  const { rules, best } = search;
  searchSide(histogram, node, { rules, best, gradient: 0, hessian: 0, hasMissing });
  if (!hasMissing) return;
  const [gradient, hessian] = [sums[at] as number, sums[at + 1] as number];
  searchSide(histogram, node, { rules, best, gradient, hessian, hasMissing });
}

/** What subtracting histograms leaves of nothing is not a missing value. */
export function isMissingThere({ sums, at }: FeatureHistogram, { hessian }: NodeSums): boolean {
  return (sums[at + 1] as number) > 1e-9 * hessian;
}

/** With what is missing on one side: its sums are those the left side starts from, if they are not 0. */
function searchSide(
  { sums, at, bins, feature, monotone }: FeatureHistogram,
  node: NodeSums,
  search: Search & {
    readonly gradient: number;
    readonly hessian: number;
    readonly hasMissing: boolean;
  },
): void {
  const { rules, best, hasMissing } = search;
  const { gradient, hessian } = node;
  const { l2 } = rules;
  const least = leastHessian(node, rules);
  const most = hessian - least;
  const floor = gainToBeat(node, rules);
  const ruled = ruledPairGain(node, rules, monotone);
  // Above the last boundary only missing values could be, on the right.
  const end = at + 2 * (hasMissing && search.hessian === 0 ? bins : bins - 1);
  let bestGain = best.gain + floor;
  let bestAt = -1;
  let leftGradient = search.gradient;
  let leftHessian = search.hessian;
  for (let pair = at + 2; pair < end; pair += 2) {
    leftGradient += sums[pair] as number;
    leftHessian += sums[pair + 1] as number;
    if (leftHessian < least) continue;
    if (leftHessian > most) break;
    const right = gradient - leftGradient;
    const gain =
      ruled === undefined
        ? (leftGradient * leftGradient) / (leftHessian + l2) +
          (right * right) / (hessian - leftHessian + l2)
        : ruled(leftGradient, leftHessian);
    if (!(gain > bestGain)) continue;
    bestGain = gain;
    bestAt = pair;
    best.leftGradient = leftGradient;
    best.leftHessian = leftHessian;
  }
  if (bestAt < 0) return;
  best.gain = bestGain - floor;
  best.feature = feature;
  best.isCategory = false;
  best.bin = (bestAt - at) / 2;
  // Where nothing was missing, what will be follows the larger side.
  best.missingLeft = hasMissing ? search.hessian > 0 : best.leftHessian > hessian / 2;
  best.l2 = l2;
}

/** The hessian that a side needs for `minHessian` and `minRows`. */
export function leastHessian({ hessian, count }: NodeSums, rules: SplitRules): number {
  return Math.max(rules.minHessian, (rules.minRows * hessian) / count, Number.MIN_VALUE);
}

/** What the two children must gain together for the split to be worth anything. */
export function gainToBeat(node: NodeSums, rules: SplitRules): number {
  const alone = gainOf(node, rules, leafValue(node, rules, node.bounds));
  return alone + rules.minGain + 1e-10 * Math.abs(alone);
}

/**
 * Twice by how much two leaves lower the loss if the left one has these sums; −Infinity where that is not allowed.
 * Undefined when no rule bears on the values of leaves: the gain is then the sum of G² / (H + l2).
 */
export function ruledPairGain(
  node: NodeSums,
  rules: LeafRules,
  monotone: number,
): ((leftGradient: number, leftHessian: number) => number) | undefined {
  const bounds: Bounds = node.bounds;
  if (rules.l1 === 0 && rules.maxStep === Infinity && bounds === noBounds && monotone === 0) {
    return undefined;
  }
  return (leftGradient, leftHessian) => {
    const left = { gradient: leftGradient, hessian: leftHessian };
    const right = {
      gradient: node.gradient - leftGradient,
      hessian: node.hessian - leftHessian,
    };
    const leftValue = leafValue(left, rules, bounds);
    const rightValue = leafValue(right, rules, bounds);
    if (monotone * (rightValue - leftValue) < 0) return -Infinity;
    return gainOf(left, rules, leftValue) + gainOf(right, rules, rightValue);
  };
}

/** The same for any node, with an `l2` of its own: by the rules, or without. */
export function pairGainOf(
  node: NodeSums,
  rules: LeafRules,
  l2: number,
): (leftGradient: number, leftHessian: number) => number {
  const isFree = ruledPairGain(node, rules, 0) === undefined;
  const ruled = isFree ? undefined : ruledPairGain(node, { ...rules, l2 }, 0);
  return (
    ruled ??
    ((left, hessian) => {
      const right = node.gradient - left;
      return (left * left) / (hessian + l2) + (right * right) / (node.hessian - hessian + l2);
    })
  );
}
