import { chunksOf, commands } from './boost-tasks.js';
import { closeLeaves } from './close-leaves.js';
import type { Growth, Leaf } from './growth.js';
import { bestFound, tellSearch } from './histogram-search.js';
import { type Bounds, leafValue, noBounds } from './leaf-values.js';
import type { TreeFeature } from './packed-rows.js';
import { rootSums, weightOf } from './row-sums.js';
import type { FoundSplit } from './split.js';

/**
 * Grows one tree leaf-wise (the leaf whose best split gains most is split next, as in LightGBM), writes it into the
 * forest and adds its values to the scores of all rows. `inside` is the number of rows at the start of `start` that are
 * learnt from. Gives the number of leaves.
 */
export async function growTree(
  growth: Growth,
  { output, inside }: { readonly output: number; readonly inside: number },
): Promise<number> {
  const { limits, breathe } = growth;
  const leaves = [rootOf(growth, { output, inside })];
  while (leaves.length < limits.leaves) {
    const leaf = mostGaining(leaves);
    if (leaf === undefined) break;
    const children = splitLeaf(growth, leaf, { output, slot: leaves.length });
    leaves.splice(leaves.indexOf(leaf), 1, ...children);
    if (leaves.length < limits.leaves) searchChildren(growth, children);
    // Not awaited for nothing: most splits take a few microseconds.
    const pause = breathe();
    if (pause !== undefined) await pause;
  }
  closeLeaves(growth, leaves, output);
  return leaves.length;
}

function rootOf(growth: Growth, { output, inside }: { output: number; inside: number }): Leaf {
  const { arrays, team, spec, forest } = growth;
  const { rows } = arrays;
  arrays.arguments.set([inside, output]);
  team.run(commands.begin, chunksOf([0, inside, inside, rows]));
  const { gradient, hessian } = rootSums(arrays, inside);
  const count = weightOf(arrays, 0, inside);
  const root: Leaf = {
    node: forest.startTree(count),
    slot: 0,
    depth: 0,
    from: 0,
    to: inside,
    outsideFrom: inside,
    outsideTo: rows,
    gradient,
    hessian,
    count,
    bounds: noBounds,
    l2: spec.rules.l2,
    wanted: true,
    split: undefined,
  };
  if (isSplittable(growth, root)) searchOne(growth, root);
  return root;
}

function isSplittable({ spec, limits }: Growth, { count, hessian, depth }: Leaf): boolean {
  const { minRows, minHessian } = spec.rules;
  return count >= 2 * minRows && hessian >= 2 * minHessian && depth < limits.depth;
}

function mostGaining(leaves: readonly Leaf[]): Leaf | undefined {
  let best: Leaf | undefined;
  for (const leaf of leaves) {
    if (leaf.split === undefined) continue;
    if (best?.split === undefined || leaf.split.gain > best.split.gain) best = leaf;
  }
  return best;
}

/** Divides a leaf's rows by its best split. The smaller child gets the free histogram slot, the larger the parent's. */
function splitLeaf(
  growth: Growth,
  leaf: Leaf,
  { output, slot }: { readonly output: number; readonly slot: number },
): readonly [Leaf, Leaf] {
  const { arrays, spec, features, forest } = growth;
  const split = leaf.split as FoundSplit;
  const feature = features[split.feature] as TreeFeature;
  const { middle, outsideMiddle } = divideRows(growth, leaf, { split, output });

  const node = forest.split(leaf.node, {
    feature,
    bin: split.bin,
    leftBins: split.leftBins,
    missingLeft: split.missingLeft,
  });
  growth.onSplit(feature, split.gain);
  const leftSmaller = middle - leaf.from <= leaf.to - middle;
  const counted = leftSmaller
    ? weightOf(arrays, leaf.from, middle)
    : weightOf(arrays, middle, leaf.to);
  const leftCount = leftSmaller ? counted : leaf.count - counted;
  const [leftBounds, rightBounds] = childBounds(growth, leaf);
  // Written out: spreading objects costs more than all else in here.
  const left: Leaf = {
    depth: leaf.depth + 1,
    l2: split.l2,
    wanted: true,
    split: undefined,
    node,
    slot: leftSmaller && spec.subtracts ? slot : leaf.slot,
    from: leaf.from,
    to: middle,
    outsideFrom: leaf.outsideFrom,
    outsideTo: outsideMiddle,
    gradient: split.leftGradient,
    hessian: split.leftHessian,
    count: leftCount,
    bounds: leftBounds,
  };
  const right: Leaf = {
    depth: leaf.depth + 1,
    l2: split.l2,
    wanted: true,
    split: undefined,
    node: node + 1,
    slot: leftSmaller || !spec.subtracts ? leaf.slot : slot,
    from: middle,
    to: leaf.to,
    outsideFrom: outsideMiddle,
    outsideTo: leaf.outsideTo,
    gradient: leaf.gradient - split.leftGradient,
    hessian: leaf.hessian - split.leftHessian,
    count: leaf.count - leftCount,
    bounds: rightBounds,
  };
  forest.setCover(node, left.count);
  forest.setCover(node + 1, right.count);
  return [left, right];
}

function divideRows(
  { arrays, team, spec }: Growth,
  leaf: Leaf,
  { split, output }: { readonly split: FoundSplit; readonly output: number },
): { readonly middle: number; readonly outsideMiddle: number } {
  const ends = [leaf.from, leaf.to, leaf.outsideFrom, leaf.outsideTo];
  const { sides, arguments: told } = arrays;
  if (split.isCategory) sides.set(split.leftBins);
  else sides.fill(0).fill(1, 1, split.bin + 1);
  sides[0] = split.missingLeft ? 1 : 0;
  for (let at = 0; at < 4; at++) told[at] = ends[at] as number;
  told[4] = split.feature;
  const chunks = chunksOf(ends);
  team.run(commands.divide, chunks);
  const insideChunks = chunksOf([leaf.from, leaf.to, 0, 0]);
  let [middle, outsideMiddle] = [leaf.from, leaf.outsideFrom];
  for (let chunk = 0; chunk < chunks; chunk++) {
    const lefts = arrays.leftCounts[chunk] as number;
    if (chunk < insideChunks) middle += lefts;
    else outsideMiddle += lefts;
  }
  const smaller = middle - leaf.from <= leaf.to - middle ? 0 : 1;
  told[5] = middle;
  told[6] = outsideMiddle;
  told[7] = spec.subtracts ? smaller : 2;
  told[8] = output;
  team.run(commands.place, chunks);
  return { middle, outsideMiddle };
}

/** Children of a split by a monotone feature keep to either side of the middle of their values (LightGBM's `basic`). */
function childBounds({ spec }: Growth, leaf: Leaf): readonly [Bounds, Bounds] {
  const split = leaf.split as FoundSplit;
  const monotone = spec.features[split.feature]?.monotone ?? 0;
  if (monotone === 0) return [leaf.bounds, leaf.bounds];
  const rules = { ...spec.rules, l2: split.l2 };
  const left = { gradient: split.leftGradient, hessian: split.leftHessian };
  const right = {
    gradient: leaf.gradient - left.gradient,
    hessian: leaf.hessian - left.hessian,
  };
  const middle = (leafValue(left, rules, leaf.bounds) + leafValue(right, rules, leaf.bounds)) / 2;
  const below = { lower: leaf.bounds.lower, upper: middle };
  const above = { lower: middle, upper: leaf.bounds.upper };
  return monotone > 0 ? [below, above] : [above, below];
}

function searchChildren(growth: Growth, [left, right]: readonly [Leaf, Leaf]): void {
  const { arrays, team, spec } = growth;
  const isWanted = [isSplittable(growth, left), isSplittable(growth, right)] as const;
  if (!isWanted[0] && !isWanted[1]) return;
  if (!spec.subtracts) {
    if (isWanted[0]) searchOne(growth, left);
    if (isWanted[1]) searchOne(growth, right);
    return;
  }
  const leftSmaller = left.to - left.from <= right.to - right.from;
  const [small, large] = leftSmaller ? [left, right] : [right, left];
  left.wanted = isWanted[0];
  right.wanted = isWanted[1];
  tellSearch(arrays.arguments, small, large);
  team.run(commands.search, spec.firstBin.length / 4);
  small.split = bestFound(arrays, 0);
  large.split = bestFound(arrays, 1);
}

function searchOne({ arrays, team, spec }: Growth, leaf: Leaf): void {
  tellSearch(arrays.arguments, leaf, undefined);
  team.run(commands.search, spec.firstBin.length / 4);
  leaf.split = bestFound(arrays, 0);
}
