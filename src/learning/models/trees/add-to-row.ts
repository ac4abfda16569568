import { type Forest, leafOf, type RowValues } from './forest.js';
import { lanes, packedForRow, packedLeafOf, walkDown } from './packed-forest.js';

const at = new Int32Array(lanes);

/** Adds what each tree says of a row to `sums`, which has one number for each output; tree by tree in order. */
export function addToRow(forest: Forest, row: RowValues, sums: Float64Array): void {
  const nodes = packedForRow(forest);
  const { roots } = forest;
  let tree = 0;
  if (nodes === undefined) {
    for (; tree < roots.length; tree++) {
      addLeaf(forest, { tree, leaf: forest.child[leafOf(forest, tree, row)] as number }, sums);
    }
    return;
  }
  for (; tree + lanes <= roots.length; tree += lanes) {
    for (let lane = 0; lane < lanes; lane++) at[lane] = 4 * (roots[tree + lane] as number);
    walkDown(nodes, row, at);
    for (let lane = 0; lane < lanes; lane++) {
      addLeaf(nodes, { tree: tree + lane, leaf: at[lane] as number }, sums);
    }
  }
  for (; tree < roots.length; tree++) {
    addLeaf(nodes, { tree, leaf: packedLeafOf(nodes, tree, row) }, sums);
  }
}

/** Adds what a leaf says. */
function addLeaf(
  { outputs, width, leaves }: Pick<Forest, 'leaves' | 'outputs' | 'width'>,
  { tree, leaf }: { readonly tree: number; readonly leaf: number },
  sums: Float64Array,
): void {
  if (width === 1) {
    const output = tree % outputs;
    sums[output] = (sums[output] as number) + (leaves[leaf] as number);
    return;
  }
  for (let k = 0; k < width; k++) {
    sums[k] = (sums[k] as number) + (leaves[leaf * width + k] as number);
  }
}
