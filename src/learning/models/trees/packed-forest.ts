import { asksCategory, type Forest, missingLeft } from './forest.js';

/**
 * A forest as prediction wants it: all that a node asks lies in sixteen bytes beside each other, so that a step down a large tree waits
 * for memory once. Four words for each node: what it asks, where, its first child or leaf, and nothing.
 */
export interface PackedForest
  extends Pick<Forest, 'leaves' | 'outputs' | 'roots' | 'sets' | 'width'> {
  /** Below 0 at a leaf; else the column in the upper bits and the flags of `Forest` in the lower two. */
  readonly words: Int32Array;
  /** The same bytes: the threshold is the second word of a node that asks for a number. */
  readonly thresholds: Float32Array;
}

/** Packed once for all that is asked of a forest. */
const known = new WeakMap<Forest, PackedForest>();

/** Both see the same nodes, and answer the same. What a forest asks must not change afterwards. */
export function packed(forest: Forest): PackedForest {
  const before = known.get(forest);
  if (before !== undefined) return before;
  const now = packForest(forest);
  known.set(forest, now);
  return now;
}

function packForest(forest: Forest): PackedForest {
  const { feature, threshold, child, flags, setAt, leaves, outputs, roots, sets, width } = forest;
  const words = new Int32Array(4 * feature.length);
  const thresholds = new Float32Array(words.buffer);
  for (let node = 0; node < feature.length; node++) {
    const column = feature[node] as number;
    const flag = flags[node] as number;
    words[4 * node] = column < 0 ? -1 : (column << 2) | flag;
    if ((flag & asksCategory) === 0) thresholds[4 * node + 1] = threshold[node] as number;
    else words[4 * node + 1] = setAt[node] as number;
    words[4 * node + 2] = child[node] as number;
  }
  return { words, thresholds, leaves, outputs, roots, sets, width };
}

/** How many ways down are walked side by side. */
export const lanes = 16;

/** Ways down a forest: where each is now (four words a node), and where the values of its row begin. */
export interface Walk {
  readonly at: Int32Array;
  readonly starts: Int32Array;
}

/** Room for ways down, to be used again and again. */
export function newWalk(): Walk {
  return { at: new Int32Array(lanes), starts: new Int32Array(lanes) };
}

/**
 * Walks the first `count` ways down to their leaves, a node of each in turn: while one waits for memory, which in a large forest is
 * most of the time, others go on. Leaves the number of its leaf in each place of `at`; a leaf's values start at `width` times its
 * number.
 */
export function walkDown(
  { words, thresholds, sets }: PackedForest,
  values: Float32Array,
  { at, starts, count }: Walk & { readonly count: number },
): void {
  for (let moving = true; moving; ) {
    moving = false;
    for (let lane = 0; lane < count; lane++) {
      const place = at[lane] as number;
      const asked = words[place] as number;
      if (asked < 0) continue;
      moving = true;
      const value = values[(starts[lane] as number) + (asked >> 2)] as number;
      let right: number;
      // Only what is missing differs from itself.
      if (value !== value) right = (asked & missingLeft) ^ missingLeft;
      else if ((asked & asksCategory) === 0) {
        right = value <= (thresholds[place + 1] as number) ? 0 : 1;
      } else right = isIn(sets, words[place + 1] as number, value) ? 0 : 1;
      at[lane] = 4 * ((words[place + 2] as number) + right);
    }
  }
  for (let lane = 0; lane < count; lane++) at[lane] = words[(at[lane] as number) + 2] as number;
}

/** Whether a code is in the set that starts there. A code beyond the set is not. */
function isIn(sets: Int32Array, start: number, code: number): boolean {
  const word = code >> 5;
  if (code < 0 || word >= (sets[start] as number)) return false;
  return (((sets[start + 1 + word] as number) >>> (code & 31)) & 1) === 1;
}
