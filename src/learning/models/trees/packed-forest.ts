import { asksCategory, type Forest, missingLeft, type RowValues } from './forest.js';

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

/** Packed once for all that is asked of a forest; a number while only so many single rows have been asked. */
const known = new WeakMap<Forest, PackedForest | number>();

/** Both see the same nodes, and answer the same. What a forest asks must not change afterwards. */
export function packed(forest: Forest): PackedForest {
  const before = known.get(forest);
  if (typeof before === 'object') return before;
  const now = packForest(forest);
  known.set(forest, now);
  return now;
}

/** For one row: undefined the first few times, since packing a large forest takes longer than they do. */
export function packedForRow(forest: Forest): PackedForest | undefined {
  const before = known.get(forest) ?? 0;
  if (typeof before === 'object') return before;
  if (before >= rowsUnpacked) return packed(forest);
  known.set(forest, before + 1);
  return undefined;
}

/** A start that answers one row is to be quick; a server packs soon, and once. */
const rowsUnpacked = 16;

function packForest(forest: Forest): PackedForest {
  const { feature, threshold, child, flags, setAt, leaves, outputs, roots, sets, width } = forest;
  const words = new Int32Array(4 * feature.length);
  const thresholds = new Float32Array(words.buffer);
  for (let node = 0; node < feature.length; node++) {
    const column = feature[node] as number;
    const flag = flags[node] as number;
    words[4 * node] = column < 0 ? -1 : (column << 2) | flag;
    // No −0, which is no less than 0 and yet has its sign.
    if ((flag & asksCategory) === 0) thresholds[4 * node + 1] = (threshold[node] as number) + 0;
    else words[4 * node + 1] = setAt[node] as number;
    words[4 * node + 2] = child[node] as number;
  }
  return { words, thresholds, leaves, outputs, roots, sets, width };
}

/** The leaf that a row ends in; its values start at `width` times its number. */
export function packedLeafOf(
  { words, thresholds, roots, sets }: PackedForest,
  tree: number,
  { values, start }: RowValues,
): number {
  let at = 4 * (roots[tree] as number);
  for (;;) {
    const asked = words[at] as number;
    const child = words[at + 2] as number;
    if (asked < 0) return child;
    const value = values[start + (asked >> 2)] as number;
    let left: boolean;
    // Only what is missing differs from itself.
    if (value !== value) left = (asked & missingLeft) !== 0;
    else if ((asked & asksCategory) === 0) left = value <= (thresholds[at + 1] as number);
    else left = isIn(sets, words[at + 1] as number, value);
    at = 4 * (left ? child : child + 1);
  }
}

/** How many trees a row goes down side by side. */
const lanes = 20;
/** Where it is in each of them, and which they are. */
const places = new Int32Array(lanes);
const treesAt = new Int32Array(lanes);

/** A number, and its bytes as two words, of which this one has the sign. */
const difference = new Float64Array(1);
const halves = new Int32Array(difference.buffer);
const upper = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 1 : 0;

/**
 * Takes one row down all trees, a node of some of them in turn: while one waits for memory, others go on, and where one has ended the next
 * tree begins. `leaves` gets the number of each tree's leaf.
 */
export function walkDown(
  nodes: PackedForest,
  { values, start }: RowValues,
  leaves: Int32Array,
): void {
  const { words, thresholds, roots } = nodes;
  let next = 0;
  let active = Math.min(lanes, roots.length);
  for (; next < active; next++) {
    places[next] = 4 * (roots[next] as number);
    treesAt[next] = next;
  }
  while (active > 0) {
    for (let lane = 0; lane < active; lane++) {
      const place = places[lane] as number;
      const asked = words[place] as number;
      const child = words[place + 2] as number;
      if (asked < 0) {
        leaves[treesAt[lane] as number] = child;
        if (next < roots.length) {
          places[lane] = 4 * (roots[next] as number);
          treesAt[lane] = next++;
        } else {
          active -= 1;
          places[lane] = places[active] as number;
          treesAt[lane] = treesAt[active] as number;
        }
        continue;
      }
      const value = values[start + (asked >> 2)] as number;
      let right: number;
      if ((asked & asksCategory) === 0 && Math.abs(value) < Infinity) {
        // Half of all branches here would be guessed wrong, and a wrong guess costs more than all the rest: the sign is the answer.
        difference[0] = (thresholds[place + 1] as number) - value;
        right = (halves[upper] as number) >>> 31;
      } else right = oddSide(nodes, place, value);
      places[lane] = 4 * (child + right);
    }
  }
}

/** The side for a category, for what is missing, and for infinite numbers, of which differences say nothing: 1 is right. */
function oddSide({ words, thresholds, sets }: PackedForest, place: number, value: number): number {
  const asked = words[place] as number;
  if (value !== value) return (asked & missingLeft) ^ missingLeft;
  const isLeft =
    (asked & asksCategory) === 0
      ? value <= (thresholds[place + 1] as number)
      : isIn(sets, words[place + 1] as number, value);
  return isLeft ? 0 : 1;
}

/** Whether a code is in the set that starts there. A code beyond the set is not. */
function isIn(sets: Int32Array, start: number, code: number): boolean {
  const word = code >> 5;
  if (code < 0 || word >= (sets[start] as number)) return false;
  return (((sets[start + 1 + word] as number) >>> (code & 31)) & 1) === 1;
}
