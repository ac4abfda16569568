/** What a model reads: rows × columns.length numbers, row-major, none missing. */
export interface Matrix {
  readonly rows: number;
  /** Name of each feature, such as `tenure` or `plan=basic`. */
  readonly columns: readonly string[];
  readonly values: Float32Array;
}
