/**
 * The smallest value with at least `fraction` of the weight at or below it; where it is reached exactly, the middle of it
 * and the next value, so that equal weights give the usual median. 0 of no values; weights of 0 are as rows that are not there.
 */
export function weightedQuantile(
  values: Float64Array,
  weights: Float64Array | undefined,
  fraction: number,
): number {
  const weightOf = (at: number) => (weights === undefined ? 1 : (weights[at] as number));
  const order = Uint32Array.from(values.keys()).filter((at) => weightOf(at) > 0);
  order.sort((a, b) => (values[a] as number) - (values[b] as number) || a - b);
  const total = order.reduce((sum, at) => sum + weightOf(at), 0);
  const slack = 1e-9 * total;
  let reached = 0;
  for (const [at, row] of order.entries()) {
    reached += weightOf(row);
    if (reached < fraction * total - slack) continue;
    const value = values[row] as number;
    const isExact = reached <= fraction * total + slack;
    const next = order[at + 1];
    return isExact && next !== undefined ? (value + (values[next] as number)) / 2 : value;
  }
  return order.length === 0 ? 0 : (values[order.at(-1) as number] as number);
}
