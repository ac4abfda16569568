/**
 * Sorts numbers in place, ascending; none may be NaN. They are dealt out by where they lie between the smallest and
 * the largest, twice by eleven bits at most, and neighbours that are then still out of order change places: of many numbers
 * that are spread out this takes a third of comparing them. Numbers that crowd together are compared as usual.
 */
export function sortNumbers(numbers: Float64Array): Float64Array {
  const { length } = numbers;
  const [min, max] = extentOf(numbers);
  const bits = Math.min(11, Math.floor(Math.log2(length) / 2));
  const scale = (2 ** (2 * bits) - 1) / (max - min);
  // What does not spread, or spreads beyond what a number can hold.
  if (length < fewNumbers || !(scale > 0 && Number.isFinite(scale))) return numbers.sort();
  const [low, high] = [new Uint32Array(2 ** bits), new Uint32Array(2 ** bits)];
  const mask = 2 ** bits - 1;
  for (let at = 0; at < length; at++) {
    const place = (((numbers[at] as number) - min) * scale) >>> 0;
    (low[place & mask] as number)++;
    (high[place >>> bits] as number)++;
  }
  startsOf(low);
  startsOf(high);
  const dealt = new Float64Array(length);
  for (let at = 0; at < length; at++) {
    const value = numbers[at] as number;
    const place = ((value - min) * scale) >>> 0;
    dealt[(low[place & mask] as number)++] = value;
  }
  for (let at = 0; at < length; at++) {
    const value = dealt[at] as number;
    const place = ((value - min) * scale) >>> 0;
    numbers[(high[place >>> bits] as number)++] = value;
  }
  return settleNeighbours(numbers) ? numbers : numbers.sort();
}

const fewNumbers = 10_000;

function extentOf(numbers: Float64Array): readonly [min: number, max: number] {
  let [min, max] = [Infinity, -Infinity];
  for (let at = 0; at < numbers.length; at++) {
    const value = numbers[at] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return [min, max];
}

/** Makes of how many numbers each place gets where its first one goes. */
function startsOf(counts: Uint32Array): void {
  let before = 0;
  for (let at = 0; at < counts.length; at++) {
    const count = counts[at] as number;
    counts[at] = before;
    before += count;
  }
}

/** Sorts by insertion what is nearly in order; false, with work left to do, when it is not. */
function settleNeighbours(numbers: Float64Array): boolean {
  let moves = numbers.length * movesEach;
  for (let at = 1; at < numbers.length; at++) {
    const value = numbers[at] as number;
    let to = at;
    while (to > 0 && (numbers[to - 1] as number) > value) {
      numbers[to] = numbers[to - 1] as number;
      to--;
    }
    numbers[to] = value;
    moves -= at - to;
    if (moves < 0) return false;
  }
  return true;
}

const movesEach = 8;
