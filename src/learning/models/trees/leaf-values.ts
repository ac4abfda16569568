/** What limits the values of leaves and what a split must be worth. */
export interface LeafRules {
  readonly l1: number;
  readonly l2: number;
  /** Longest step of one leaf, before the learning rate; Infinity for any. */
  readonly maxStep: number;
}

/** Between which values a node's leaves must lie, so that monotone features stay monotone. */
export interface Bounds {
  readonly lower: number;
  readonly upper: number;
}

export const noBounds: Bounds = { lower: -Infinity, upper: Infinity };

/** Sums over the rows of a node: of gradients and of hessians. */
export interface Sums {
  readonly gradient: number;
  readonly hessian: number;
}

/**
 * The Newton step of a leaf: minimises G·w + (H + l2)·w²/2 + l1·|w| (Chen & Guestrin 2016, equation 5, with the L1 term
 * of XGBoost), then brought within the longest step and the bounds.
 */
export function leafValue({ gradient, hessian }: Sums, rules: LeafRules, bounds: Bounds): number {
  const slope = softened(gradient, rules.l1);
  const curvature = hessian + rules.l2;
  const free = slope === 0 ? 0 : -slope / Math.max(curvature, Number.MIN_VALUE);
  const short = Math.min(rules.maxStep, Math.max(-rules.maxStep, free));
  return Math.min(bounds.upper, Math.max(bounds.lower, short));
}

/** Twice by how much a leaf with this value lowers the loss. */
export function gainOf({ gradient, hessian }: Sums, { l1, l2 }: LeafRules, value: number): number {
  return -(2 * gradient * value + (hessian + l2) * value * value + 2 * l1 * Math.abs(value));
}

function softened(gradient: number, l1: number): number {
  if (gradient > l1) return gradient - l1;
  return gradient < -l1 ? gradient + l1 : 0;
}
