import type { Forest, RowValues } from './forest.js';
import { packed, packedLeafOf } from './packed-forest.js';

/** Adds what each tree says of a row to `sums`, which has one number for each output; tree by tree in order. */
export function addToRow(forest: Forest, row: RowValues, sums: Float64Array): void {
  const nodes = packed(forest);
  const { outputs, width, roots, leaves } = nodes;
  for (let tree = 0; tree < roots.length; tree++) {
    const leaf = packedLeafOf(nodes, tree, row);
    if (width === 1) {
      const output = tree % outputs;
      sums[output] = (sums[output] as number) + (leaves[leaf] as number);
      continue;
    }
    for (let k = 0; k < width; k++) {
      sums[k] = (sums[k] as number) + (leaves[leaf * width + k] as number);
    }
  }
}
