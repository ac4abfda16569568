/** Values at fractions of the way through ascending values, linear between closest ranks, as NumPy's default. */
export function quantilesOf(sorted: Float64Array, fractions: readonly number[]): number[] {
  return fractions.map((fraction) => {
    const place = fraction * (sorted.length - 1);
    const below = Math.floor(place);
    const low = sorted[below] ?? NaN;
    const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? NaN;
    return low + (place - below) * (high - low);
  });
}
