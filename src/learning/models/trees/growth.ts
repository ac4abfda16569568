import type { Team } from '../../compute/team.js';
import type { BoostArrays } from './boost-arrays.js';
import type { BoostSpec } from './boost-layout.js';
import type { ForestBuilder } from './forest-builder.js';
import type { SearchedNode } from './histogram-search.js';
import type { TreeFeature } from './packed-rows.js';
import type { FoundSplit } from './split.js';

/** When a tree is grown, and how far a leaf steps. */
export interface GrowthLimits {
  readonly leaves: number;
  /** Infinity for any. */
  readonly depth: number;
  readonly learningRate: number;
}

/** A node that is not split yet. Its rows are two stretches of `order`: those learnt from, and the others. */
export interface Leaf extends SearchedNode {
  wanted: boolean;
  node: number;
  slot: number;
  readonly depth: number;
  readonly from: number;
  readonly to: number;
  readonly outsideFrom: number;
  readonly outsideTo: number;
  /** `l2` of its own value. */
  readonly l2: number;
  split: FoundSplit | undefined;
}

/** What growing a tree needs. */
export interface Growth {
  readonly spec: BoostSpec;
  readonly arrays: BoostArrays;
  readonly team: Team;
  readonly features: readonly TreeFeature[];
  readonly limits: GrowthLimits;
  readonly forest: ForestBuilder;
  /** Told of each split that is made. */
  onSplit(feature: TreeFeature, gain: number): void;
  readonly breathe: () => Promise<void> | undefined;
}
