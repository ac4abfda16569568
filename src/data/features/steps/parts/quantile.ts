/** Linear interpolation between closest ranks of ascending values, as NumPy's default; NaN when there are none. */
export function quantileOf(sorted: Float64Array, fraction: number): number {
  const place = fraction * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (place - Math.floor(place)) * (high - low);
}

/** The number of ascending values that are at most `value`. */
export function countUpTo(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The number of ascending values that are below `value`. */
export function countBelow(sorted: ArrayLike<number>, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
