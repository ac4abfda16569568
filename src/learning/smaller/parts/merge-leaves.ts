import type { Forest } from '../../models/trees/forest.js';

/**
 * Merges sibling leaves, those first whose merging changes the answers on the training rows least, until `share` of all leaves are
 * gone. Two leaves become the mean of both, weighted by the rows that came by; what that changes is the sum of squares around
 * it, and such sums add up as in Ward's clustering (1963). Nodes that are no longer reached stay in the arrays.
 */
export function mergeLeaves(forest: Forest, share: number): Forest {
  const { width, cover } = forest;
  const feature = forest.feature.slice();
  const child = forest.child.slice();
  const leaves = forest.leaves.slice();
  const parents = parentsOf(forest);
  const isLeaf = (node: number): boolean => (feature[node] as number) < 0;
  const valueOf = (node: number): Float64Array => {
    const from = (child[node] as number) * width;
    return leaves.subarray(from, from + width);
  };
  const costOf = (node: number): number => {
    const left = child[node] as number;
    const [a, b] = [cover[left] as number, cover[left + 1] as number];
    const [low, high] = [valueOf(left), valueOf(left + 1)];
    const squares = low.reduce((sum, x, k) => sum + (x - (high[k] as number)) ** 2, 0);
    return a + b === 0 ? 0 : ((a * b) / (a + b)) * squares;
  };
  const queue = new CostQueue();
  const offer = (node: number): void => {
    if (node < 0 || isLeaf(node)) return;
    const left = child[node] as number;
    if (isLeaf(left) && isLeaf(left + 1)) queue.push({ node, cost: costOf(node) });
  };
  for (let node = 0; node < feature.length; node++) offer(node);
  let left = Math.floor(share * feature.reduce((count, column) => count + (column < 0 ? 1 : 0), 0));
  for (let next = queue.pop(); next !== undefined && left > 0; next = queue.pop(), left--) {
    const { node } = next;
    const first = child[node] as number;
    const [a, b] = [cover[first] as number, cover[first + 1] as number];
    const part = a + b === 0 ? 0.5 : a / (a + b);
    const [mean, other] = [valueOf(first), valueOf(first + 1)];
    for (let k = 0; k < width; k++) {
      mean[k] = part * (mean[k] as number) + (1 - part) * (other[k] as number);
    }
    feature[node] = -1;
    child[node] = child[first] as number;
    offer(parents[node] as number);
  }
  return { ...forest, feature, child, leaves };
}

/** The node above each; -1 for a root. */
function parentsOf({ feature, child }: Forest): Int32Array {
  const parents = new Int32Array(feature.length).fill(-1);
  for (let node = 0; node < feature.length; node++) {
    if ((feature[node] as number) < 0) continue;
    const left = child[node] as number;
    parents[left] = node;
    parents[left + 1] = node;
  }
  return parents;
}

interface Merger {
  readonly node: number;
  readonly cost: number;
}

/** The cheapest first, of equals the first node: a binary heap. */
class CostQueue {
  readonly #heap: Merger[] = [];

  push(item: Merger): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(item);
    while (at > 0) {
      const above = (at - 1) >> 1;
      if (!isBefore(item, heap[above] as Merger)) break;
      heap[at] = heap[above] as Merger;
      at = above;
    }
    heap[at] = item;
  }

  pop(): Merger | undefined {
    const heap = this.#heap;
    const first = heap[0];
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return first;
    let at = 0;
    for (;;) {
      let below = 2 * at + 1;
      if (below >= heap.length) break;
      if (below + 1 < heap.length && isBefore(heap[below + 1] as Merger, heap[below] as Merger)) {
        below++;
      }
      if (!isBefore(heap[below] as Merger, last)) break;
      heap[at] = heap[below] as Merger;
      at = below;
    }
    heap[at] = last;
    return first;
  }
}

function isBefore(a: Merger, b: Merger): boolean {
  return a.cost === b.cost ? a.node < b.node : a.cost < b.cost;
}
