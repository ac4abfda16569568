import type { Forest, RowValues } from './forest.js';
import { lanes, newWalk, packed, walkDown } from './packed-forest.js';

const walk = newWalk();

/** Adds what each tree says of a row to `sums`, which has one number for each output; tree by tree in order. */
export function addToRow(forest: Forest, { values, start }: RowValues, sums: Float64Array): void {
  const nodes = packed(forest);
  const { outputs, width, roots, leaves } = nodes;
  walk.starts.fill(start);
  for (let from = 0; from < roots.length; from += lanes) {
    const count = Math.min(lanes, roots.length - from);
    for (let lane = 0; lane < count; lane++) walk.at[lane] = 4 * (roots[from + lane] as number);
    walkDown(nodes, values, { ...walk, count });
    for (let lane = 0; lane < count; lane++) {
      const leaf = walk.at[lane] as number;
      if (width === 1) {
        const output = (from + lane) % outputs;
        sums[output] = (sums[output] as number) + (leaves[leaf] as number);
        continue;
      }
      for (let k = 0; k < width; k++) {
        sums[k] = (sums[k] as number) + (leaves[leaf * width + k] as number);
      }
    }
  }
}
