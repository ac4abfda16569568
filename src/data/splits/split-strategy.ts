import type { Params, ValuesOf } from '../../contracts/params.js';
import type { Column } from '../../contracts/table.js';
import type { Database } from '../tables/database.js';

/** The three parts of a table, in the order in which shares are rounded up. */
export const splitNames = ['train', 'validation', 'test'] as const;
export type SplitName = (typeof splitNames)[number];

/** A number for each split. */
export type PerSplit = Readonly<Record<SplitName, number>>;

/** A way to say which row belongs to which split. */
export interface SplitStrategy<Declared extends Params = Params> {
  readonly name: string;
  readonly summary: string;
  readonly params: Declared;
  /** The params that must be given. */
  readonly required: readonly string[];
  /** Decides for every row of the table, without moving any. */
  assign(values: ValuesOf<Declared>, table: SplittableTable): Promise<Assignment>;
}

/** The rows to be split: those whose target is known, or all where there is none. */
export interface SplittableTable {
  readonly database: Database;
  /** In SQL; each row has its number in `__row`. */
  readonly relation: string;
  readonly columns: readonly Column[];
  readonly target?: Column | undefined;
  readonly seed: number;
  /** An existing folder for files that only the split needs. */
  readonly scratch: string;
}

/** Which row goes where. */
export interface Assignment {
  /**
   * `train`, `validation`, `test`, or a word of {@link excluded} for a row in no split, in SQL over a row of the table
   * (named `t`) and what is joined.
   */
  readonly split: string;
  /** A join that keeps every row once, in SQL; empty for none. */
  readonly join: string;
  readonly warnings: readonly string[];
  /** Why rows may be in no split: a word for each reason, and what such rows have, in words. */
  readonly excluded?: Readonly<Record<string, string>>;
}

/** The shares of the splits; what train does not say is what the others leave. */
export const shareParams = {
  train: {
    type: 'number',
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    description: 'Share of the rows to learn from; by default what the other two leave',
  },
  validation: {
    type: 'number',
    default: 0.15,
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    description: 'Share of the rows to choose between candidates and to stop early by',
  },
  test: {
    type: 'number',
    default: 0.15,
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    description: 'Share of the rows kept aside for the last judgement',
  },
} as const satisfies Params;

/** The column that names the group of a row. */
export const groupParam = {
  type: 'string',
  minLength: 1,
  description: 'Column whose values stay together: no value of it is in two splits',
} as const satisfies Params[string];
