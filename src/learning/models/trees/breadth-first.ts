import { asksCategory, type Forest } from './forest.js';

/**
 * The same trees with the nodes of each level by level, from left to right, leaves and sets in the order of their nodes: where trees
 * begin, and where children, leaves and sets are, then follows from which nodes ask something ({@link impliedPlaces}).
 */
export function breadthFirst(forest: Forest): Forest {
  const order = Int32Array.from(nodesByLevel(forest));
  const pick = <Kind extends Int32Array | Float32Array | Uint8Array>(from: Kind): Kind => {
    const picked = from.slice(0, order.length) as Kind;
    for (const [at, node] of order.entries()) picked[at] = from[node] as number;
    return picked;
  };
  const feature = pick(forest.feature);
  const flags = pick(forest.flags);
  const leaves: number[] = [];
  const sets: number[] = [];
  for (const node of order) {
    if ((forest.feature[node] as number) < 0) {
      const from = (forest.child[node] as number) * forest.width;
      leaves.push(...forest.leaves.subarray(from, from + forest.width));
    } else if (((forest.flags[node] as number) & asksCategory) !== 0) {
      const from = forest.setAt[node] as number;
      sets.push(...forest.sets.subarray(from, from + 1 + (forest.sets[from] as number)));
    }
  }
  return {
    outputs: forest.outputs,
    width: forest.width,
    ...impliedPlaces(feature, flags, Int32Array.from(sets)),
    feature,
    flags,
    threshold: pick(forest.threshold),
    cover: pick(forest.cover),
    leaves: Float64Array.from(leaves),
    sets: Int32Array.from(sets),
  };
}

/** Roots, children, leaves and places of sets of a forest whose nodes stand level by level. */
export function impliedPlaces(
  feature: Int32Array,
  flags: Uint8Array,
  sets: Int32Array,
): Pick<Forest, 'roots' | 'child' | 'setAt'> {
  const roots: number[] = [];
  const child = new Int32Array(feature.length);
  const setAt = new Int32Array(sets.length === 0 ? 0 : feature.length);
  // The next free place of a node, of a leaf and of a set.
  let [node, leaf, set] = [0, 0, 0];
  for (let at = 0; at < feature.length; at++) {
    if (at === node) {
      roots.push(at);
      node++;
    }
    if ((feature[at] as number) < 0) {
      child[at] = leaf++;
      continue;
    }
    child[at] = node;
    node += 2;
    if (((flags[at] as number) & asksCategory) === 0) continue;
    setAt[at] = set;
    set += 1 + (sets[set] as number);
  }
  return { roots: Int32Array.from(roots), child, setAt };
}

function* nodesByLevel({ roots, feature, child }: Forest): Generator<number> {
  for (const root of roots) {
    let level = [root];
    while (level.length > 0) {
      yield* level;
      level = level.flatMap((node) => {
        const left = child[node] as number;
        return (feature[node] as number) < 0 ? [] : [left, left + 1];
      });
    }
  }
}
