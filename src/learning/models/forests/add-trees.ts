import type { Matrix } from '../../../contracts/matrix.js';
import type { Forest } from '../trees/forest.js';
import { packed, packedLeafOf } from '../trees/packed-forest.js';

/** Rows that go through a tree together: deep trees are large, and stay in the cache for as long. */
const blockRows = 256;

/**
 * Adds what each tree says of each row to `into`, rows × outputs numbers: the same sums as `addToRow`, in the same order, for
 * forests whose leaves answer for every output.
 */
export function addTreesInBlocks(forest: Forest, matrix: Matrix, into: Float64Array): void {
  const nodes = packed(forest);
  const { width, roots, leaves } = nodes;
  const { values } = matrix;
  const columns = matrix.columns.length;
  for (let from = 0; from < matrix.rows; from += blockRows) {
    const end = Math.min(matrix.rows, from + blockRows);
    for (let tree = 0; tree < roots.length; tree++) {
      for (let row = from; row < end; row++) {
        const leaf = packedLeafOf(nodes, tree, { values, start: row * columns }) * width;
        const to = row * width;
        for (let k = 0; k < width; k++) {
          into[to + k] = (into[to + k] as number) + (leaves[leaf + k] as number);
        }
      }
    }
  }
}
