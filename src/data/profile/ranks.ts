/** A column of numbers with its order, so that ranks among any of its rows come without sorting again. */
export class RankedColumn {
  readonly values: Float64Array;
  readonly gappy: boolean;
  /** Rows with a value, by value ascending. */
  readonly order: Uint32Array;
  /** Ranks among all values, shifted and scaled to length one; only for columns that lack nothing. */
  readonly unit: Float64Array | undefined;

  constructor(values: Float64Array) {
    this.values = values;
    const present: number[] = [];
    for (let row = 0; row < values.length; row++) {
      if (!Number.isNaN(values[row])) present.push(row);
    }
    this.gappy = present.length < values.length;
    this.order = Uint32Array.from(present).sort(
      (a, b) => (values[a] as number) - (values[b] as number) || a - b,
    );
    this.unit = this.gappy ? undefined : scaled(this.#ranks(this.order));
  }

  /** Ranks of the rows that `other` has too, shifted and scaled; 0 for the others. */
  unitBeside(other: RankedColumn): Float64Array {
    if (this.unit !== undefined && !other.gappy) return this.unit;
    const shared = this.order.filter((row) => !Number.isNaN(other.values[row]));
    const ranks = this.#ranks(shared);
    return scaled(ranks);
  }

  /** Average ranks for equals; NaN for rows that are not among `order`. */
  #ranks(order: Uint32Array): Float64Array {
    const ranks = new Float64Array(this.values.length).fill(NaN);
    for (let from = 0; from < order.length; ) {
      const value = this.values[order[from] as number];
      let to = from + 1;
      while (to < order.length && this.values[order[to] as number] === value) to++;
      for (let at = from; at < to; at++) ranks[order[at] as number] = (from + to - 1) / 2;
      from = to;
    }
    return ranks;
  }
}

/** Spearman's correlation over the rows in which both have a value; NaN where one does not vary there. */
export function spearman(a: RankedColumn, b: RankedColumn): number {
  const [left, right] = [a.unitBeside(b), b.unitBeside(a)];
  let sum = 0;
  for (let row = 0; row < left.length; row++) sum += (left[row] as number) * (right[row] as number);
  return Math.max(-1, Math.min(1, sum));
}

function scaled(ranks: Float64Array): Float64Array {
  let [count, sum] = [0, 0];
  for (const rank of ranks) {
    if (Number.isNaN(rank)) continue;
    count++;
    sum += rank;
  }
  const mean = sum / count;
  let squares = 0;
  for (const rank of ranks) if (!Number.isNaN(rank)) squares += (rank - mean) ** 2;
  const length = squares === 0 ? NaN : Math.sqrt(squares);
  return ranks.map((rank) => (Number.isNaN(rank) ? 0 : (rank - mean) / length));
}
