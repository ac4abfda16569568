/** Rows that were left out for the sake of privacy. What stood in their cells is not kept. */
export interface MovedRows {
  /** As it stands after "the row". */
  readonly reason: string;
  readonly rows: number;
  /** Their `__row` numbers alone, in SQL fit to stand after FROM; undefined when not even those are kept. */
  readonly relation?: string;
}
