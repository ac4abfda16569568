// The inner loops of src/learning/models/forests in AssemblyScript; `node scripts/build-kernels.mjs` assembles them. One instance
// serves one thread, which grows one tree at a time.
//
// A bag's position is a row (int32) and a pair (two float32): its weight, and its target or class. A column is the address of one byte
// for each row: its rank, 0 where the value is missing.

let rowsAt: usize = 0;
let pairsAt: usize = 0;
// Room for half a bag: the rows that go right while a node is divided; the ranks of a node while a threshold is drawn.
let spareRows: usize = 0;
let sparePairs: usize = 0;
// By rank: weight and sum (two float64), or the weight of each class. All 0 between looks, as are `counts` and `bits`.
let sumsAt: usize = 0;
let countsAt: usize = 0;
let bitsAt: usize = 0;
// score f64, low i32, high i32, missingLeft i32, sawMissing i32; from 24 on the node: weight f64, score f64; from 40 on a float64 for each
// class: the sum of the node.
let foundAt: usize = 0;
let minLeaf: i32 = 1;
let classes: i32 = 1;

// The node that is open.
let start: i32 = 0;
let end: i32 = 0;
let total: f64 = 0;

const noRank: i32 = 256;

export function setup(
  rows: usize, pairs: usize, otherRows: usize, otherPairs: usize, sums: usize, counts: usize, bits: usize, found: usize,
  least: i32, kinds: i32,
): void {
  rowsAt = rows;
  pairsAt = pairs;
  spareRows = otherRows;
  sparePairs = otherPairs;
  sumsAt = sums;
  countsAt = counts;
  bitsAt = bits;
  foundAt = found;
  minLeaf = least;
  classes = kinds;
}

// Opens the node of positions from … to − 1: its weight, its sums and its score. Gives whether its targets differ.
export function open(from: i32, to: i32): i32 {
  start = from;
  end = to;
  let mixed = 0;
  let pair = pairsAt + ((<usize>from) << 3);
  const stop = pairsAt + ((<usize>to) << 3);
  const first = load<f32>(pair, 4);
  total = 0;
  store<f64>(foundAt, -Infinity);
  if (classes == 1) {
    let both = f64x2.splat(0);
    while (pair < stop) {
      const value = load<f32>(pair, 4);
      both = f64x2.add(both, weighted(pair));
      mixed |= i32(value != first);
      pair += 8;
    }
    total = f64x2.extract_lane(both, 0);
    const sum = f64x2.extract_lane(both, 1);
    store<f64>(foundAt, total, 24);
    store<f64>(foundAt, (sum * sum) / total, 32);
    store<f64>(foundAt, sum, 40);
    return mixed;
  }
  const all = foundAt + 40;
  memory.fill(all, 0, (<usize>classes) << 3);
  while (pair < stop) {
    const value = load<f32>(pair, 4);
    const cell = all + ((<usize>value) << 3);
    store<f64>(cell, load<f64>(cell) + <f64>load<f32>(pair));
    mixed |= i32(value != first);
    pair += 8;
  }
  let squares: f64 = 0;
  for (let k = 0; k < classes; k++) {
    const each = load<f64>(all + ((<usize>k) << 3));
    total += each;
    squares += each * each;
  }
  store<f64>(foundAt, total, 24);
  store<f64>(foundAt, squares / total, 32);
  return mixed;
}

// Weight, and weight × target.
// @ts-ignore: decorator
@inline function weighted(pair: usize): v128 {
  const both = f64x2.promote_low_f32x4(v128.load64_zero(pair));
  return f64x2.mul(both, f64x2.replace_lane(f64x2.splat(f64x2.extract_lane(both, 0)), 0, 1));
}

// @ts-ignore: decorator
@inline function mark(rank: usize): void {
  const word = bitsAt + ((rank >> 6) << 3);
  store<u64>(word, load<u64>(word) | ((<u64>1) << (<u64>(rank & 63))));
}

// @ts-ignore: decorator
@inline function count(rank: usize): void {
  const cell = countsAt + (rank << 2);
  store<i32>(cell, load<i32>(cell) + 1);
}

// Tries every threshold of a column that has ranks 1 … `last`, with what is missing on either side, and keeps what is better than
// anything found in this node. Gives 0 when all rows have the same rank, 1 when nothing was better, 2 when something was.
export function look(column: usize, last: i32): i32 {
  fill(column, last);
  const missing = <i32>(load<u64>(bitsAt) & 1);
  const present = <i32>(
    popcnt<u64>(load<u64>(bitsAt) & ~(<u64>1)) + popcnt<u64>(load<u64>(bitsAt, 8)) +
    popcnt<u64>(load<u64>(bitsAt, 16)) + popcnt<u64>(load<u64>(bitsAt, 24))
  );
  if (present + missing < 2) {
    clear();
    return 0;
  }
  const better = classes == 1 ? scan(missing, present) : scanClasses(0, missing, present) | (missing ? scanClasses(1, missing, present) : 0);
  clear();
  return better ? 2 : 1;
}

function fill(column: usize, last: i32): void {
  let row = rowsAt + ((<usize>start) << 2);
  let pair = pairsAt + ((<usize>start) << 3);
  const stop = rowsAt + ((<usize>end) << 2);
  const isFew = end - start < 192;
  if (classes > 1) {
    while (row < stop) {
      const rank = <usize>load<u8>(column + <usize>load<u32>(row));
      const cell = sumsAt + ((rank * <usize>classes + <usize>load<f32>(pair, 4)) << 3);
      store<f64>(cell, load<f64>(cell) + <f64>load<f32>(pair));
      count(rank);
      mark(rank);
      row += 4;
      pair += 8;
    }
    return;
  }
  if (isFew) {
    while (row < stop) {
      const rank = <usize>load<u8>(column + <usize>load<u32>(row));
      const cell = sumsAt + (rank << 4);
      v128.store(cell, f64x2.add(v128.load(cell), weighted(pair)));
      count(rank);
      mark(rank);
      row += 4;
      pair += 8;
    }
    return;
  }
  if (minLeaf > 1) {
    while (row < stop) {
      const rank = <usize>load<u8>(column + <usize>load<u32>(row));
      const cell = sumsAt + (rank << 4);
      v128.store(cell, f64x2.add(v128.load(cell), weighted(pair)));
      count(rank);
      row += 4;
      pair += 8;
    }
  } else {
    while (row < stop) {
      const rank = <usize>load<u8>(column + <usize>load<u32>(row));
      const cell = sumsAt + (rank << 4);
      v128.store(cell, f64x2.add(v128.load(cell), weighted(pair)));
      row += 4;
      pair += 8;
    }
  }
  // Marked once, and not for each row: the cells are fewer.
  let cell = sumsAt;
  for (let rank = 0; rank <= last; cell += 16) {
    if (load<f64>(cell) > 0) mark(<usize>rank);
    rank++;
  }
}

// Both sides for what is missing at once: on the right in the first lane, on the left in the second.
function scan(missing: i32, present: i32): i32 {
  const rows = end - start;
  const zero = f64x2.splat(0);
  const all = f64x2.splat(total);
  const whole = f64x2.splat(load<f64>(foundAt, 40));
  const lost = load<i32>(countsAt);
  let weight = missing ? f64x2(0, load<f64>(sumsAt)) : zero;
  let part = missing ? f64x2(0, load<f64>(sumsAt, 8)) : zero;
  let best = f64x2.splat(load<f64>(foundAt));
  let bestRank = i64x2.splat(0);
  const both = missing ? i64x2.splat(-1) : i64x2(-1, 0);
  let seen = 0;
  let word: usize = 0;
  let bits = load<u64>(bitsAt) & ~(<u64>1);
  // The last rank of all parts only what is there from what is missing.
  const steps = missing ? present : present - 1;
  const most = rows - minLeaf;
  for (let step = 0; step < steps; step++) {
    while (bits == 0) bits = load<u64>(bitsAt + (++word << 3));
    const rank = (word << 6) + <usize>ctz<u64>(bits);
    bits &= bits - 1;
    const cell = sumsAt + (rank << 4);
    weight = f64x2.add(weight, v128.load64_splat(cell));
    part = f64x2.add(part, v128.load64_splat(cell, 8));
    let open = step == present - 1 ? i64x2(-1, 0) : both;
    if (minLeaf > 1) {
      seen += load<i32>(countsAt + (rank << 2));
      const more = seen + lost;
      open = v128.and(open, i64x2(
        -(<i64>i32(seen >= minLeaf && seen <= most)),
        -(<i64>i32(more >= minLeaf && more <= most)),
      ));
      if (!v128.any_true(open)) {
        if (seen > most) break;
        continue;
      }
    }
    const rest = f64x2.sub(all, weight);
    const other = f64x2.sub(whole, part);
    const score = f64x2.div(
      f64x2.add(
        f64x2.mul(f64x2.mul(part, part), rest),
        f64x2.mul(f64x2.mul(other, other), weight),
      ),
      f64x2.mul(weight, rest),
    );
    const better = v128.and(open, v128.and(f64x2.gt(score, best), f64x2.gt(rest, zero)));
    best = v128.bitselect(score, best, better);
    bestRank = v128.bitselect(i64x2.splat(rank), bestRank, better);
  }
  const isSecond = i64x2.extract_lane(bestRank, 1) > 0 &&
    (i64x2.extract_lane(bestRank, 0) == 0 || f64x2.extract_lane(best, 1) > f64x2.extract_lane(best, 0));
  const rank = <i32>(isSecond ? i64x2.extract_lane(bestRank, 1) : i64x2.extract_lane(bestRank, 0));
  if (rank == 0) return 0;
  keep(isSecond ? f64x2.extract_lane(best, 1) : f64x2.extract_lane(best, 0), rank, i32(isSecond), missing);
  return 1;
}

function keep(score: f64, rank: i32, missingLeft: i32, missing: i32): void {
  store<f64>(foundAt, score);
  store<i32>(foundAt, rank, 8);
  store<i32>(foundAt, nextRank(rank), 12);
  store<i32>(foundAt, missingLeft, 16);
  store<i32>(foundAt, missing, 20);
}

// The next rank that rows of the node have.
function nextRank(rank: i32): i32 {
  for (let next = rank + 1; next < 256; ) {
    const bits = load<u64>(bitsAt + ((<usize>(next >> 6)) << 3)) >> (<u64>(next & 63));
    if (bits != 0) return next + <i32>ctz<u64>(bits);
    next = (next | 63) + 1;
  }
  return noRank;
}

// The sums of the left side stand behind those of the node.
function scanClasses(missingLeft: i32, missing: i32, present: i32): i32 {
  const rows = end - start;
  const all = foundAt + 40;
  const left = all + ((<usize>classes) << 3);
  memory.fill(left, 0, (<usize>classes) << 3);
  let seen = 0;
  if (missingLeft) {
    addClasses(left, 0);
    seen = load<i32>(countsAt);
  }
  let best = load<f64>(foundAt);
  let bestRank = 0;
  let word: usize = 0;
  let bits = load<u64>(bitsAt) & ~(<u64>1);
  const steps = missing && !missingLeft ? present : present - 1;
  for (let step = 0; step < steps; step++) {
    while (bits == 0) bits = load<u64>(bitsAt + (++word << 3));
    const rank = (word << 6) + <usize>ctz<u64>(bits);
    bits &= bits - 1;
    addClasses(left, rank);
    seen += load<i32>(countsAt + (rank << 2));
    if (seen < minLeaf || rows - seen < minLeaf) continue;
    let weight: f64 = 0;
    let squares: f64 = 0;
    let others: f64 = 0;
    for (let k: usize = 0; k < (<usize>classes) << 3; k += 8) {
      const part = load<f64>(left + k);
      const other = load<f64>(all + k) - part;
      weight += part;
      squares += part * part;
      others += other * other;
    }
    const rest = total - weight;
    const score = rest > 0 && weight > 0 ? squares / weight + others / rest : -Infinity;
    if (!(score > best)) continue;
    best = score;
    bestRank = <i32>rank;
  }
  if (bestRank == 0) return 0;
  keep(best, bestRank, missingLeft, missing);
  return 1;
}

function addClasses(into: usize, rank: usize): void {
  const from = sumsAt + ((rank * <usize>classes) << 3);
  for (let k: usize = 0; k < (<usize>classes) << 3; k += 8) {
    store<f64>(into + k, load<f64>(into + k) + load<f64>(from + k));
  }
}

function clear(): void {
  for (let word: usize = 0; word < 4; word++) {
    let bits = load<u64>(bitsAt + (word << 3));
    store<u64>(bitsAt + (word << 3), 0);
    while (bits != 0) {
      const rank = (word << 6) + <usize>ctz<u64>(bits);
      bits &= bits - 1;
      store<i32>(countsAt + (rank << 2), 0);
      if (classes == 1) v128.store(sumsAt + (rank << 4), i64x2.splat(0));
      else memory.fill(sumsAt + ((rank * <usize>classes) << 3), 0, (<usize>classes) << 3);
    }
  }
}

// The lowest and the highest rank from 1 on in the node, and whether any is missing: lowest + 256 highest + 65536 missing; 0 when there
// is none but missing. The ranks stay, in order, for `drawn`.
export function extent(column: usize): i32 {
  let row = rowsAt + ((<usize>start) << 2);
  const stop = rowsAt + ((<usize>end) << 2);
  let to = sparePairs;
  let lowest = 255;
  let highest = 0;
  let least = 255;
  while (row < stop) {
    const rank = <i32>load<u8>(column + <usize>load<u32>(row));
    store<u8>(to, <u8>rank);
    // What is missing becomes the largest.
    lowest = min(lowest, (rank - 1) & 255);
    highest = max(highest, rank);
    least = min(least, rank);
    row += 4;
    to++;
  }
  return highest == 0 ? 0 : (lowest + 1) | (highest << 8) | (i32(least == 0) << 16);
}

// The score of the threshold after rank `low`, of the column that `extent` has read last; kept when it is better.
export function drawn(low: i32, high: i32, missingLeft: i32, missing: i32): i32 {
  const bias = missingLeft ? 0 : 1;
  const limit = low - bias;
  const rows = end - start;
  let at = sparePairs;
  let pair = pairsAt + ((<usize>start) << 3);
  const stop = sparePairs + <usize>rows;
  let seen = 0;
  let score: f64 = 0;
  if (classes == 1) {
    let both = f64x2.splat(0);
    while (at < stop) {
      // Multiplied by 0 or 1 and not asked: whether a row is on the left cannot be foreseen.
      const goes = i32(((<i32>load<u8>(at) - bias) & 255) <= limit);
      both = f64x2.add(both, v128.and(weighted(pair), i64x2.splat(-(<i64>goes))));
      seen += goes;
      at++;
      pair += 8;
    }
    const left = f64x2.extract_lane(both, 0);
    const part = f64x2.extract_lane(both, 1);
    const rest = total - left;
    if (seen < minLeaf || rows - seen < minLeaf || !(rest > 0) || !(left > 0)) return 0;
    const other = load<f64>(foundAt, 40) - part;
    score = (part * part) / left + (other * other) / rest;
  } else {
    const all = foundAt + 40;
    const left = all + ((<usize>classes) << 3);
    memory.fill(left, 0, (<usize>classes) << 3);
    while (at < stop) {
      const goes = i32(((<i32>load<u8>(at) - bias) & 255) <= limit);
      const cell = left + ((<usize>load<f32>(pair, 4)) << 3);
      store<f64>(cell, load<f64>(cell) + <f64>goes * <f64>load<f32>(pair));
      seen += goes;
      at++;
      pair += 8;
    }
    let weight: f64 = 0;
    let squares: f64 = 0;
    let others: f64 = 0;
    for (let k: usize = 0; k < (<usize>classes) << 3; k += 8) {
      const part = load<f64>(left + k);
      const other = load<f64>(all + k) - part;
      weight += part;
      squares += part * part;
      others += other * other;
    }
    const rest = total - weight;
    if (seen < minLeaf || rows - seen < minLeaf || !(rest > 0) || !(weight > 0)) return 0;
    score = squares / weight + others / rest;
  }
  if (!(score > load<f64>(foundAt))) return 0;
  store<f64>(foundAt, score);
  store<i32>(foundAt, low, 8);
  store<i32>(foundAt, high, 12);
  store<i32>(foundAt, missingLeft, 16);
  store<i32>(foundAt, missing, 20);
  return 1;
}

// Moves the rows of a node whose rank is at most `last` (and not missing, unless `missingLeft`) to its front, each side in its order;
// gives where the right side starts.
export function partition(column: usize, from: i32, to: i32, last: i32, missingLeft: i32): i32 {
  const bias = missingLeft ? 0 : 1;
  const limit = last - bias;
  let row = rowsAt + ((<usize>from) << 2);
  let pair = pairsAt + ((<usize>from) << 3);
  const stop = rowsAt + ((<usize>to) << 2);
  let leftRow = row;
  let leftPair = pair;
  let rightRow = spareRows;
  let rightPair = sparePairs;
  while (row < stop) {
    const number = load<u32>(row);
    const both = load<u64>(pair);
    const goes = <usize>(((<i32>load<u8>(column + <usize>number) - bias) & 255) <= limit);
    // Written to both sides and counted on one: which it is cannot be foreseen.
    store<u32>(leftRow, number);
    store<u64>(leftPair, both);
    store<u32>(rightRow, number);
    store<u64>(rightPair, both);
    leftRow += goes << 2;
    leftPair += goes << 3;
    rightRow += (1 - goes) << 2;
    rightPair += (1 - goes) << 3;
    row += 4;
    pair += 8;
  }
  memory.copy(leftRow, spareRows, rightRow - spareRows);
  memory.copy(leftPair, sparePairs, rightPair - sparePairs);
  return <i32>((leftRow - rowsAt) >> 2);
}

// The same for rows without pairs, of which positions from … to − 1 start at `rows`.
export function partitionRows(column: usize, rows: usize, from: i32, to: i32, last: i32, missingLeft: i32): i32 {
  const bias = missingLeft ? 0 : 1;
  const limit = last - bias;
  let row = rows + ((<usize>from) << 2);
  const stop = rows + ((<usize>to) << 2);
  let left = row;
  let right = spareRows;
  while (row < stop) {
    const number = load<u32>(row);
    const goes = <usize>(((<i32>load<u8>(column + <usize>number) - bias) & 255) <= limit);
    store<u32>(left, number);
    store<u32>(right, number);
    left += goes << 2;
    right += (1 - goes) << 2;
    row += 4;
  }
  memory.copy(left, spareRows, right - spareRows);
  return <i32>((left - rows) >> 2);
}

// Copies the ranks of the rows at positions from … to − 1 from `byRow` (`width` bytes a row) into columns at `local`, and numbers
// the rows by their place there.
export function localize(byRow: usize, width: i32, local: usize, from: i32, to: i32): void {
  const rows = to - from;
  let row = rowsAt + ((<usize>from) << 2);
  for (let at = 0; at < rows; at++) {
    const source = byRow + <usize>load<u32>(row) * <usize>width;
    let into = local + <usize>at;
    for (let feature: usize = 0; feature < <usize>width; feature++) {
      store<u8>(into, load<u8>(source + feature));
      into += <usize>rows;
    }
    store<u32>(row, at);
    row += 4;
  }
}
