import type { ColumnType } from '../../contracts/table.js';

/** What a table was like when it was accepted: small enough to be kept beside the project and read by people. */
export interface AcceptedTable {
  readonly rows: number;
  readonly columns: readonly AcceptedColumn[];
}

/** A column as it was accepted. Its distribution is left out where values must not be shown, or say nothing. */
export interface AcceptedColumn {
  readonly name: string;
  readonly type: ColumnType;
  /** Share of the rows without a value. */
  readonly missing: number;
  readonly bins?: Bins;
  readonly values?: Values;
}

/** How numbers and timestamps (ms since 1970) are spread, over the rows that have one. */
export interface Bins {
  /** The tenths, each once, rising; the last is the greatest value. */
  readonly edges: readonly number[];
  /** Share of the values above the edge before and not above this one. */
  readonly shares: readonly number[];
}

/** How often the other values are, over the rows that have one. */
export interface Values {
  readonly shares: Readonly<Record<string, number>>;
  /** Whether there were more values than are listed. */
  readonly more: boolean;
}
