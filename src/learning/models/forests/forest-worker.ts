import type { WorkerPort } from '../../compute/worker-thread.js';
import type { ForestRows } from './forest-rows.js';
import { ForestGrower, type ForestOptions, type TreeResult } from './grow-forest.js';

/** What a thread that grows trees is given. `next` is shared: the number of the tree that nobody has taken yet. */
export interface ForestWork {
  readonly rows: ForestRows;
  readonly options: ForestOptions;
  readonly trees: number;
  readonly next: Int32Array;
}

export type ForestMessage =
  | { readonly kind: 'tree'; readonly result: TreeResult }
  | { readonly kind: 'end'; readonly sums?: Float64Array; readonly counts?: Uint32Array };

/** Takes trees and grows them until there are none left, then tells what they say of the rows outside of their bags. */
export function serve({ rows, options, trees, next }: ForestWork, port: WorkerPort): void {
  const grower = new ForestGrower(rows, options);
  for (let tree = Atomics.add(next, 0, 1); tree < trees; tree = Atomics.add(next, 0, 1)) {
    const result = grower.grow(tree);
    const message: ForestMessage = { kind: 'tree', result };
    port.postMessage(message, buffersOf(result));
  }
  const { outside } = grower;
  port.postMessage({
    kind: 'end',
    ...(outside === undefined ? {} : { sums: outside.sums, counts: outside.counts }),
  } satisfies ForestMessage);
  port.close();
}

/** Handed over, not copied. */
function buffersOf({ forest, gains }: TreeResult): ArrayBuffer[] {
  const arrays = Object.values(forest).filter((each) => ArrayBuffer.isView(each));
  return [...new Set([...arrays, gains].map(({ buffer }) => buffer as ArrayBuffer))];
}
