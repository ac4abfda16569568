import { type Bounds, gainOf, type LeafRules, leafValue, noBounds } from './leaf-values.js';
import type { BestSplit, FeatureHistogram, NodeSums, SplitRules } from './split.js';

/** Twice by how much two leaves lower the loss, if the left one has these sums; −Infinity where that is not allowed. */
type PairGain = (leftGradient: number, leftHessian: number) => number;

/**
 * Tries every boundary between the bins of a number, with missing values on either side, and keeps what beats `best`.
 * Counts of rows are estimated from hessians, as LightGBM does, so that no third sum has to be kept.
 */
export function searchNumber(
  histogram: FeatureHistogram,
  node: NodeSums,
  { rules, best }: { readonly rules: SplitRules; readonly best: BestSplit },
): void {
  const { sums, at, bins } = histogram;
  const missingGradient = sums[at] as number;
  const missingHessian = sums[at + 1] as number;
  // What subtracting histograms leaves of nothing is not a missing value.
  const hasMissing = missingHessian > 1e-9 * node.hessian;
  const least = leastHessian(node, rules);
  const most = node.hessian - least;
  const pairGain = pairGainOf(node, rules, histogram.monotone);
  const floor = gainToBeat(node, rules);
  const end = 2 * (hasMissing ? bins : bins - 1);
  let bestGain = best.gain + floor;
  let leftGradient = 0;
  let leftHessian = 0;
  const keep = (offset: number, missingLeft: boolean) => {
    best.gain = bestGain - floor;
    best.feature = histogram.feature;
    best.isCategory = false;
    best.bin = offset / 2;
    best.missingLeft = missingLeft;
    best.leftGradient = leftGradient + (hasMissing && missingLeft ? missingGradient : 0);
    best.leftHessian = leftHessian + (hasMissing && missingLeft ? missingHessian : 0);
    best.l2 = rules.l2;
  };
  for (let offset = 2; offset < end; offset += 2) {
    leftGradient += sums[at + offset] as number;
    leftHessian += sums[at + offset + 1] as number;
    if (leftHessian > most) return;
    if (leftHessian >= least) {
      const gain = pairGain(leftGradient, leftHessian);
      if (gain > bestGain) {
        bestGain = gain;
        // Where nothing was missing, what will be follows the larger side.
        keep(offset, !hasMissing && leftHessian > node.hessian / 2);
      }
    }
    if (!hasMissing) continue;
    const hessian = leftHessian + missingHessian;
    if (hessian < least || hessian > most) continue;
    const gain = pairGain(leftGradient + missingGradient, hessian);
    if (gain > bestGain) {
      bestGain = gain;
      keep(offset, true);
    }
  }
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

/** Chosen once for a node and feature: the plain formula, or the one for all rules. */
export function pairGainOf(node: NodeSums, rules: LeafRules, monotone: number): PairGain {
  const { gradient, hessian, bounds } = node;
  const { l1, l2, maxStep } = rules;
  if (l1 === 0 && maxStep === Infinity && bounds === noBounds && monotone === 0) {
    return (leftGradient, leftHessian) => {
      const rightGradient = gradient - leftGradient;
      return (
        (leftGradient * leftGradient) / (leftHessian + l2) +
        (rightGradient * rightGradient) / (hessian - leftHessian + l2)
      );
    };
  }
  return ruledPairGain(node, rules, monotone);
}

function ruledPairGain(node: NodeSums, rules: LeafRules, monotone: number): PairGain {
  const bounds: Bounds = node.bounds;
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
