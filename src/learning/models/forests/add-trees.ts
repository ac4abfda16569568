import type { Matrix } from '../../../contracts/matrix.js';
import { addToRow } from '../trees/add-to-row.js';
import type { Forest } from '../trees/forest.js';
import { packed, packedLeafOf } from '../trees/packed-forest.js';

/** Rows that go through a tree together: deep trees are large, and stay in the cache for as long. */
const blockRows = 256;
/** So few are faster through all trees one after the other. */
const fewRows = 8;

/**
 * Adds what each tree says of each row to `into`, rows × outputs numbers: the same sums as `addToRow`, in the same order, for
 * forests whose leaves answer for every output.
 */
export function addTreesInBlocks(forest: Forest, matrix: Matrix, into: Float64Array): void {
  const { width, roots, leaves } = forest;
  const { values } = matrix;
  const columns = matrix.columns.length;
  if (matrix.rows < fewRows) {
    for (let row = 0; row < matrix.rows; row++) {
      const sums = into.subarray(row * width, (row + 1) * width);
      addToRow(forest, { values, start: row * columns }, sums);
    }
    return;
  }
  const nodes = packed(forest);
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
