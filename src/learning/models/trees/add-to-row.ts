import { type Forest, leafOf, type RowValues } from './forest.js';
import { packedForRow, walkDown } from './packed-forest.js';

/** The leaves of one row; it grows with the largest forest. */
let ends = new Int32Array(128);

/** Adds what each tree says of a row to `sums`, which has one number for each output; tree by tree in order. */
export function addToRow(forest: Forest, row: RowValues, sums: Float64Array): void {
  const nodes = packedForRow(forest);
  const { roots } = forest;
  if (nodes === undefined) {
    for (let tree = 0; tree < roots.length; tree++) {
      addLeaf(forest, { tree, leaf: forest.child[leafOf(forest, tree, row)] as number }, sums);
    }
    return;
  }
  if (ends.length < roots.length) ends = new Int32Array(roots.length);
  walkDown(nodes, row, ends);
  for (let tree = 0; tree < roots.length; tree++) {
    addLeaf(nodes, { tree, leaf: ends[tree] as number }, sums);
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
