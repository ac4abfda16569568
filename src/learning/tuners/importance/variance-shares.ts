import type { Leaf, Side } from './regression-tree.js';

/**
 * How much of a tree's variance over the space each setting has by itself: functional ANOVA, exact over the leaves (Hutter, Hoos and
 * Leyton-Brown 2014). Zeros for a tree that answers everywhere the same.
 */
export function varianceShares(leaves: readonly Leaf[], whole: readonly Side[]): readonly number[] {
  const sizes = leaves.map(({ sides }) =>
    sides.map((side, place) => sizeOf(side) / sizeOf(whole[place] as Side)),
  );
  const volumes = sizes.map((own) => own.reduce((product, size) => product * size, 1));
  const sumOver = (valueOf: (leaf: Leaf) => number): number =>
    leaves.reduce((sum, leaf, at) => sum + (volumes[at] as number) * valueOf(leaf), 0);
  const mean = sumOver(({ value }) => value);
  const total = sumOver(({ value }) => (value - mean) ** 2);
  return whole.map((side, place) => {
    if (!(total > 0)) return 0;
    const own = cellsOf(leaves, side, place).reduce((sum, { at, size }) => {
      const there = leaves.reduce((expected, leaf, number) => {
        if (!holds(leaf.sides[place] as Side, at)) return expected;
        const others = (volumes[number] as number) / (sizes[number]?.[place] as number);
        return expected + others * leaf.value;
      }, 0);
      return sum + size * (there - mean) ** 2;
    }, 0);
    return own / total;
  });
}

/** The smallest parts of a setting that no leaf cuts: a place within each, and its share of the whole. */
function cellsOf(
  leaves: readonly Leaf[],
  whole: Side,
  place: number,
): readonly { readonly at: number; readonly size: number }[] {
  if ('names' in whole) {
    return whole.names.map((at) => ({ at, size: 1 / whole.names.length }));
  }
  const cuts = new Set([whole.from, whole.to]);
  for (const { sides } of leaves) {
    const side = sides[place] as Side;
    if ('from' in side) cuts.add(side.from).add(side.to);
  }
  const sorted = [...cuts].sort((a, b) => a - b);
  return sorted.slice(1).map((to, at) => {
    const from = sorted[at] as number;
    return { at: (from + to) / 2, size: (to - from) / (whole.to - whole.from) };
  });
}

function holds(side: Side, at: number): boolean {
  return 'names' in side ? side.names.includes(at) : at >= side.from && at < side.to;
}

function sizeOf(side: Side): number {
  return 'names' in side ? side.names.length : side.to - side.from;
}
