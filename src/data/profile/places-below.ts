/** How many of the sorted values pass a test that a value passes only if all smaller ones do: the place of the first that does not. */
export function placesBelow(sorted: Float64Array, isBelow: (value: number) => boolean): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >>> 1;
    if (isBelow(sorted[middle] as number)) from = middle + 1;
    else to = middle;
  }
  return from;
}
