import type { WorkerPort } from '../../compute/worker-thread.js';
import type { ForestRows } from './forest-rows.js';
import { ForestGrower, type ForestOptions, type TreeResult } from './grow-forest.js';

/** What a thread that grows trees is given. `next` is shared: the place in `todo` of the tree that nobody has taken yet. */
export interface ForestWork {
  readonly rows: ForestRows;
  readonly options: ForestOptions;
  /** Numbers of the trees to grow. */
  readonly todo: Int32Array;
  readonly next: Int32Array;
}

export type ForestMessage =
  | { readonly kind: 'tree'; readonly result: TreeResult }
  | { readonly kind: 'end'; readonly sums?: Float64Array; readonly counts?: Uint32Array };

/** Takes trees and grows them until there are none left, then tells what they say of the rows outside of their bags. */
export function serve({ rows, options, todo, next }: ForestWork, port: WorkerPort): void {
  const grower = new ForestGrower(rows, options);
  for (let at = Atomics.add(next, 0, 1); at < todo.length; at = Atomics.add(next, 0, 1)) {
    const result = grower.grow(todo[at] as number);
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
