/**
 * The smallest value with at least `fraction` of the weight at or below it; where it is reached exactly, the middle of it
 * and the next value, so that equal weights give the usual median.
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array | undefined,
  fraction: number,
): number {
  if (values.length === 0) return 0;
  const order = Uint32Array.from(values, (_, at) => at);
  order.sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const total = weights?.reduce((sum, weight) => sum + weight, 0) ?? values.length;
  const wanted = fraction * total;
  let reached = 0;
  let at = 0;
  for (; at < order.length - 1; at++) {
    reached += weights?.[order[at] as number] ?? 1;
    if (reached >= wanted - 1e-9 * total) break;
  }
  const value = values[order[at] as number] as number;
  if (at === order.length - 1 || reached > wanted + 1e-9 * total) return value;
  let next = at + 1;
  while (next < order.length - 1 && weights?.[order[next] as number] === 0) next++;
  return (value + (values[order[next] as number] as number)) / 2;
}
