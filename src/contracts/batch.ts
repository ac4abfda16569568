/** One column of some rows. Numbers, booleans (0/1) and timestamps (ms since 1970, UTC) are numeric; missing is NaN or null. */
export type Vector =
  | { readonly kind: 'number'; readonly values: Float64Array }
  | { readonly kind: 'string'; readonly values: readonly (string | null)[] }
  /**
   * Images once they are decoded: height × width × channels bytes each, channels innermost; or the numbers that a model has
   * made of them.
   */
  | { readonly kind: 'pixels'; readonly values: readonly (Uint8Array | Float32Array | null)[] };

/** Some rows, by column: what encoders read, whether in training, in a batch job or for a single request. */
export interface Batch {
  readonly rows: number;
  readonly columns: ReadonlyMap<string, Vector>;
}

/** The rows of a batch at these places, in this order; a place may come more than once. */
export function rowsAt({ columns }: Batch, places: ArrayLike<number>): Batch {
  const chosen = [...columns].map(([name, vector]) => [name, valuesAt(vector, places)] as const);
  return { rows: places.length, columns: new Map(chosen) };
}

/** A column's values at these places. */
export function valuesAt({ kind, values }: Vector, places: ArrayLike<number>): Vector {
  switch (kind) {
    case 'string':
      return { kind, values: Array.from(places, (place) => values[place] ?? null) };
    case 'pixels':
      return { kind, values: Array.from(places, (place) => values[place] ?? null) };
    case 'number':
      return { kind, values: Float64Array.from(places, (place) => values[place] as number) };
  }
}

/** Exact facts about one column of the training split. `category` facts see null as missing, never as a value. */
export interface ColumnStats {
  readonly rows: number;
  readonly missing: number;
  /** Numeric columns only; sd is the population standard deviation (divisor n), as scikit-learn's StandardScaler. */
  numeric(): Promise<{ mean: number; sd: number; min: number; max: number }>;
  /** Linear interpolation between closest ranks, as NumPy's default. */
  quantile(fraction: number): Promise<number>;
  /** Distinct values with their counts, most frequent first, ties by value. */
  values(limit?: number): Promise<readonly { readonly value: string; readonly count: number }[]>;
}
