import type { Matrix } from '../../../contracts/matrix.js';
import { addToRow } from '../trees/add-to-row.js';
import type { Forest } from '../trees/forest.js';
import { lanes, newWalk, packed, walkDown } from '../trees/packed-forest.js';

/** Rows that go through a tree together: deep trees are large, and stay in the cache for as long. */
const blockRows = 256;

/**
 * Adds what each tree says of each row to `into`, rows × outputs numbers: the same sums as `addToRow`, in the same order, for
 * forests whose leaves answer for every output.
 */
export function addTreesInBlocks(forest: Forest, matrix: Matrix, into: Float64Array): void {
  const { width } = forest;
  const columns = matrix.columns.length;
  if (matrix.rows < lanes) {
    for (let row = 0; row < matrix.rows; row++) {
      const sums = into.subarray(row * width, (row + 1) * width);
      addToRow(forest, { values: matrix.values, start: row * columns }, sums);
    }
    return;
  }
  for (let from = 0; from < matrix.rows; from += blockRows) {
    const end = Math.min(matrix.rows, from + blockRows);
    for (let tree = 0; tree < forest.roots.length; tree++) {
      for (let row = from; row < end; row += lanes) {
        addTree(forest, matrix, { tree, row, count: Math.min(lanes, end - row), into });
      }
    }
  }
}

const walk = newWalk();

/** Adds what a tree says of some rows that follow each other. */
function addTree(
  forest: Forest,
  { values, columns }: Matrix,
  {
    tree,
    row,
    count,
    into,
  }: {
    readonly tree: number;
    readonly row: number;
    readonly count: number;
    readonly into: Float64Array;
  },
): void {
  const nodes = packed(forest);
  const { width, leaves } = nodes;
  const root = 4 * (nodes.roots[tree] as number);
  for (let lane = 0; lane < count; lane++) {
    walk.at[lane] = root;
    walk.starts[lane] = (row + lane) * columns.length;
  }
  walkDown(nodes, values, { ...walk, count });
  for (let lane = 0; lane < count; lane++) {
    const leaf = (walk.at[lane] as number) * width;
    const to = (row + lane) * width;
    for (let k = 0; k < width; k++) {
      into[to + k] = (into[to + k] as number) + (leaves[leaf + k] as number);
    }
  }
}
