import type { BoostArrays } from './boost-arrays.js';
import { type BoostSpec, foundNumbers } from './boost-layout.js';
import type { TreeKernel } from './kernel.js';
import { noBounds } from './leaf-values.js';
import { scanNumber } from './scan-number.js';
import { searchCategory } from './search-category.js';
import { searchNumber } from './search-number.js';
import {
  BestSplit,
  type FeatureHistogram,
  type FoundSplit,
  type NodeSums,
  type SplitRules,
} from './split.js';

/**
 * One of the two nodes that a search is about: where its five numbers start in the arguments, after the slots of both
 * histograms and the stretch of rows of the first. `wanted` is 0 when the node cannot be split anyhow.
 */
const nodeAt = [4, 11] as const;

export interface SearchedNode extends NodeSums {
  readonly slot: number;
  readonly wanted: boolean;
}

/** Writes the arguments of a search: the node whose rows are counted, and the one that is had by subtraction, if any. */
export function tellSearch(
  told: Float64Array,
  counted: SearchedNode & { readonly from: number; readonly to: number },
  other: SearchedNode | undefined,
): void {
  told[0] = counted.slot;
  told[1] = other?.slot ?? -1;
  told[2] = counted.from;
  told[3] = counted.to;
  tellNode(told, nodeAt[0], counted);
  if (other === undefined) told[nodeAt[1]] = 0;
  else tellNode(told, nodeAt[1], other);
}

/** Number by number, as all that is done for each node of each tree: lists and destructured arrays cost more than the search of a small node. */
function tellNode(
  told: Float64Array,
  at: number,
  { wanted, gradient, hessian, count, bounds }: SearchedNode,
): void {
  told[at] = wanted ? 1 : 0;
  told[at + 1] = gradient;
  told[at + 2] = hessian;
  told[at + 3] = count;
  told[at + 4] = bounds === noBounds ? 0 : 1;
  told[at + 5] = bounds.lower;
  told[at + 6] = bounds.upper;
}

function toldNode(told: Float64Array, which: 0 | 1): NodeSums | undefined {
  const at = nodeAt[which];
  if (told[at] !== 1) return undefined;
  // Read one by one: this is done for every word of every node.
  return {
    gradient: told[at + 1] as number,
    hessian: told[at + 2] as number,
    count: told[at + 3] as number,
    bounds:
      told[at + 4] === 1
        ? { lower: told[at + 5] as number, upper: told[at + 6] as number }
        : noBounds,
  };
}

/** Builds the histograms of the four features of a word for a node, and searches them. */
export class HistogramSearch {
  readonly #spec: BoostSpec;
  readonly #arrays: BoostArrays;
  readonly #kernel: TreeKernel;
  readonly #best = new BestSplit();
  /** What the kernel found last, by group. */
  readonly #scanned: readonly Float64Array[];

  constructor(spec: BoostSpec, arrays: BoostArrays, kernel: TreeKernel) {
    this.#spec = spec;
    this.#arrays = arrays;
    this.#kernel = kernel;
    this.#scanned = Array.from(
      { length: Math.ceil(spec.features.length / 4) },
      (_, group) => new Float64Array(arrays.histograms.buffer, spec.layout.scanned + 64 * group, 3),
    );
  }

  run(group: number): void {
    const { arguments: told } = this.#arrays;
    const slot = told[0] as number;
    const otherSlot = told[1] as number;
    if (this.#isIdle(group)) {
      this.#report({ group, which: 0 }, undefined);
      this.#report({ group, which: 1 }, undefined);
      return;
    }
    this.#count(group, slot, { from: told[2] as number, to: told[3] as number });
    if (otherSlot >= 0) this.#subtract(group, otherSlot, slot);
    for (let which = 0 as 0 | 1; which < 2; which++) {
      const node = toldNode(told, which);
      const best = node && this.#searchNode(group, which === 0 ? slot : otherSlot, node);
      this.#report({ group, which }, best);
    }
  }

  #isIdle(group: number): boolean {
    const { active } = this.#arrays;
    for (let at = 4 * group; at < Math.min(4 * group + 4, active.length); at++) {
      if (active[at] === 1) return false;
    }
    return true;
  }

  /** The histograms of a group lie side by side: from the first bin of its first feature to that of the next group. */
  #stretch(group: number): { readonly first: number; readonly bins: number } {
    const { firstBin, histogramBins } = this.#spec;
    const first = firstBin[4 * group] as number;
    return { first, bins: (firstBin[4 * group + 4] ?? histogramBins) - first };
  }

  #addressOf(slot: number, bin: number): number {
    return this.#spec.layout.histograms + 16 * (slot * this.#spec.histogramBins + bin);
  }

  #count(group: number, slot: number, { from, to }: { from: number; to: number }): void {
    const { layout, firstBin, rows } = this.#spec;
    const { first, bins } = this.#stretch(group);
    this.#kernel.clear(this.#addressOf(slot, first), 16 * bins);
    const words = layout.words + 4 * group * rows;
    this.#kernel.histogram(
      this.#addressOf(slot, firstBin[4 * group] as number),
      this.#addressOf(slot, firstBin[4 * group + 1] as number),
      this.#addressOf(slot, firstBin[4 * group + 2] as number),
      this.#addressOf(slot, firstBin[4 * group + 3] as number),
      ...([words, layout.order, from, to, layout.ordered] as const),
    );
  }

  #subtract(group: number, slot: number, smaller: number): void {
    const { first, bins } = this.#stretch(group);
    this.#kernel.subtract(this.#addressOf(slot, first), this.#addressOf(smaller, first), bins);
  }

  #searchNode(group: number, slot: number, node: NodeSums): BestSplit {
    const { features, firstBin, histogramBins, rules } = this.#spec;
    const { active, histograms: sums } = this.#arrays;
    const best = this.#best;
    best.reset();
    for (let feature = 4 * group; feature < Math.min(4 * group + 4, features.length); feature++) {
      if (active[feature] !== 1) continue;
      const { bins, isCategory, monotone } = features[feature] as (typeof features)[number];
      const at = 2 * (slot * histogramBins + (firstBin[feature] as number));
      const histogram = { sums, at, bins, feature, isCategory, monotone };
      if (isCategory) searchCategory(histogram, node, { rules, best });
      else if (!this.#scans(group, histogram, { node, rules, best }))
        searchNumber(histogram, node, { rules, best });
    }
    return best;
  }

  /** Whether the kernel did the search. */
  #scans(
    group: number,
    histogram: FeatureHistogram,
    what: { node: NodeSums; rules: SplitRules; best: BestSplit },
  ): boolean {
    const { scan } = this.#kernel;
    if (scan === undefined) return false;
    const scratch = this.#spec.layout.scanned + 64 * group;
    const found = this.#scanned[group] as Float64Array;
    return scanNumber({ scan, sums: histogram.sums, scratch, found }, histogram, what);
  }

  #report({ group, which }: { group: number; which: number }, best: BestSplit | undefined): void {
    const { found, foundBins } = this.#arrays;
    const at = foundNumbers * (2 * group + which);
    found[at] = best?.feature ?? -1;
    if (best === undefined || best.feature < 0) return;
    found[at + 1] = best.gain;
    found[at + 2] = best.isCategory ? 0 : best.bin;
    found[at + 3] = best.missingLeft ? 1 : 0;
    found[at + 4] = best.leftGradient;
    found[at + 5] = best.leftHessian;
    found[at + 6] = best.l2;
    if (best.isCategory) foundBins.set(best.leftBins, 256 * (2 * group + which));
  }
}

/** The best split of a node that the threads found; of equals that of the first feature. */
export function bestFound({ found, foundBins }: BoostArrays, which: 0 | 1): FoundSplit | undefined {
  const groups = found.length / (2 * foundNumbers);
  let chosen = -1;
  for (let group = 0; group < groups; group++) {
    const at = foundNumbers * (2 * group + which);
    if ((found[at] as number) < 0) continue;
    if (chosen < 0 || (found[at + 1] as number) > (found[chosen + 1] as number)) chosen = at;
  }
  if (chosen < 0) return undefined;
  const bin = found[chosen + 2] as number;
  const isCategory = bin === 0;
  const bins = (256 * chosen) / foundNumbers;
  return {
    feature: found[chosen] as number,
    gain: found[chosen + 1] as number,
    bin,
    isCategory,
    missingLeft: found[chosen + 3] === 1,
    leftGradient: found[chosen + 4] as number,
    leftHessian: found[chosen + 5] as number,
    l2: found[chosen + 6] as number,
    // An array of its own for each split is dear, and most splits need none.
    leftBins: isCategory ? foundBins.slice(bins, bins + 256) : noBins,
  };
}

const noBins = new Uint8Array(0);
