/** The target of the rows whose categories are to be ordered. */
interface Aim {
  /** A number, or a class index when there are several `classes`. */
  readonly target: Float64Array;
  readonly classes: number;
  readonly weights: Float64Array | undefined;
}

/** Rows that each category is thought to have beside its own, spread like all rows: rare ones do not go to the ends. */
const addedRows = 10;

/**
 * Bins 1 … of a categorical column in the order of the target: by its mean or, for several classes, along the first principal
 * component of their shares (Coppersmith, Hong & Hosking 1999). Ordering once, before growing, is as good in a
 * forest as trying subsets in each node (Wright & König 2019, "Splitting on categorical predictors in random forests").
 */
export function targetOrder(
  { bins, binOfRow }: { readonly bins: number; readonly binOfRow: Uint8Array },
  { target, classes, weights }: Aim,
): readonly number[] {
  const width = classes;
  const sums = new Float64Array(bins * width);
  const totals = new Float64Array(bins);
  for (let row = 0; row < binOfRow.length; row++) {
    const bin = binOfRow[row] as number;
    const weight = weights?.[row] ?? 1;
    const value = target[row] as number;
    const at = bin * width + (classes > 1 ? value : 0);
    sums[at] = (sums[at] as number) + (classes > 1 ? weight : weight * value);
    totals[bin] = (totals[bin] as number) + weight;
  }
  const shares = shrunkShares(sums, totals, width);
  const scores = width === 1 ? shares : alongPrincipalComponent(shares, totals, width);
  return Array.from({ length: bins - 1 }, (_, at) => at + 1).sort(
    (a, b) => (scores[a] as number) - (scores[b] as number) || a - b,
  );
}

/** By bin and output: the mean, drawn towards that of all bins; minus that of all bins. */
function shrunkShares(sums: Float64Array, totals: Float64Array, width: number): Float64Array {
  const all = totals.reduce((a, b) => a + b, 0);
  const overall = new Float64Array(width);
  for (let at = 0; at < sums.length; at++) {
    overall[at % width] = (overall[at % width] as number) + (sums[at] as number) / all;
  }
  return sums.map((sum, at) => {
    const bin = Math.floor(at / width);
    const mean = overall[at % width] as number;
    return (sum + addedRows * mean) / ((totals[bin] as number) + addedRows) - mean;
  });
}

/** By power iteration on the covariance of the shares, from the class that varies most. */
function alongPrincipalComponent(
  shares: Float64Array,
  totals: Float64Array,
  width: number,
): Float64Array {
  const project = (axis: Float64Array): Float64Array =>
    totals.map((_, bin) => {
      let sum = 0;
      for (let k = 0; k < width; k++) {
        sum += (shares[bin * width + k] as number) * (axis[k] as number);
      }
      return sum;
    });
  const spread = new Float64Array(width);
  for (let at = 0; at < shares.length; at++) {
    const weight = totals[Math.floor(at / width)] as number;
    spread[at % width] = (spread[at % width] as number) + weight * (shares[at] as number) ** 2;
  }
  let axis = new Float64Array(width);
  axis[spread.indexOf(Math.max(...spread))] = 1;
  for (let turn = 0; turn < 50; turn++) {
    const along = project(axis);
    const next = new Float64Array(width);
    for (let at = 0; at < shares.length; at++) {
      const bin = Math.floor(at / width);
      const pull = (totals[bin] as number) * (along[bin] as number) * (shares[at] as number);
      next[at % width] = (next[at % width] as number) + pull;
    }
    const length = Math.hypot(...next);
    if (!(length > 0)) break;
    axis = next.map((value) => value / length);
  }
  return project(axis);
}
