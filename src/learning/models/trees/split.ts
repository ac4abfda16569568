import type { Bounds, LeafRules } from './leaf-values.js';

/** What a split must keep to, beside the rules of leaf values. */
export interface SplitRules extends LeafRules {
  /** Rows on each side, as estimated from the hessians. */
  readonly minRows: number;
  readonly minHessian: number;
  readonly minGain: number;
  readonly categories: CategoryRules;
}

/** How categories are split; the defaults are LightGBM's. */
export interface CategoryRules {
  /** Added to the hessian where categories are ordered, and rows that a category needs to be ordered at all. */
  readonly smooth: number;
  /** Added to `l2` where several categories are taken together. */
  readonly l2: number;
  /** Most categories on the smaller side. */
  readonly most: number;
  /** Rows between one tried boundary and the next. */
  readonly groupRows: number;
}

export const categoryDefaults: CategoryRules = { smooth: 10, l2: 10, most: 32, groupRows: 100 };

/** Up to this many categories one is held against the others. */
export const oneAgainstOthers = 4;

/** A node whose histogram is searched. */
export interface NodeSums {
  readonly gradient: number;
  readonly hessian: number;
  /** Weighted rows. */
  readonly count: number;
  readonly bounds: Bounds;
}

/** Where the histogram of a feature lies, and what kind of feature it is. */
export interface FeatureHistogram {
  readonly sums: Float64Array;
  /** Index of the gradient of bin 0; pairs follow one another. */
  readonly at: number;
  readonly bins: number;
  readonly feature: number;
  readonly isCategory: boolean;
  /** 1: predictions may only rise with the feature; −1: only fall; 0: as they like. */
  readonly monotone: number;
}

/** A split as a leaf keeps it: what {@link BestSplit} found. */
export type FoundSplit = Readonly<Omit<BestSplit, 'reset'>>;

/** The best split found so far; written over by better ones. */
export class BestSplit {
  gain = 0;
  /** Number of the packed feature; −1 when no split is worth it. */
  feature = -1;
  isCategory = false;
  /** `number`: bins 1 … bin go left. */
  bin = 0;
  missingLeft = false;
  leftGradient = 0;
  leftHessian = 0;
  /** `l2` of the children's values. */
  l2 = 0;
  /** `category`: 1 for each bin that goes left; of a split by a number not to be read. */
  readonly leftBins = new Uint8Array(256);

  reset(): void {
    this.gain = 0;
    this.feature = -1;
  }
}
