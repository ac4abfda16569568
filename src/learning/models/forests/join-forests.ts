import { asksCategory, type Forest } from '../trees/forest.js';

/** Several forests of one kind as one, their trees in order. */
export function joinForests(forests: readonly Forest[]): Forest {
  const first = forests[0];
  if (first === undefined) throw new Error('there is no forest to join');
  const size = (name: Part) => forests.reduce((sum, forest) => sum + forest[name].length, 0);
  const hasSets = size('sets') > 0;
  const joined: Forest = {
    outputs: first.outputs,
    width: first.width,
    roots: new Int32Array(size('roots')),
    feature: new Int32Array(size('feature')),
    threshold: new Float32Array(size('threshold')),
    child: new Int32Array(size('child')),
    flags: new Uint8Array(size('flags')),
    setAt: new Int32Array(hasSets ? size('feature') : 0),
    sets: new Int32Array(size('sets')),
    leaves: new Float64Array(size('leaves')),
    cover: new Float32Array(size('cover')),
  };
  let [trees, nodes, sets, leaves] = [0, 0, 0, 0];
  for (const forest of forests) {
    for (const name of ['feature', 'threshold', 'flags', 'cover'] as const) {
      joined[name].set(forest[name], nodes);
    }
    joined.sets.set(forest.sets, sets);
    joined.leaves.set(forest.leaves, leaves);
    for (const root of forest.roots) joined.roots[trees++] = root + nodes;
    for (let node = 0; node < forest.feature.length; node++) {
      const isLeaf = (forest.feature[node] as number) < 0;
      const offset = isLeaf ? leaves / first.width : nodes;
      joined.child[nodes + node] = (forest.child[node] as number) + offset;
      if (forest.setAt.length > 0 && ((forest.flags[node] as number) & asksCategory) !== 0)
        joined.setAt[nodes + node] = (forest.setAt[node] as number) + sets;
    }
    nodes += forest.feature.length;
    sets += forest.sets.length;
    leaves += forest.leaves.length;
  }
  return joined;
}

type Part = Exclude<keyof Forest, 'outputs' | 'width'>;
