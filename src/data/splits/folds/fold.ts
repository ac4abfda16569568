import { literal } from '../../tables/sql.js';

/** How rows are folded. */
export interface FoldWish {
  readonly outer: number;
  /** Folds of the training rows of each outer fold; none when absent. */
  readonly inner?: number | undefined;
  readonly repeats: number;
}

/** The file of the folds, beside the splits. */
export const foldsFile = 'folds.parquet';

export const foldParts = ['training', 'validation'] as const;
export type FoldPart = (typeof foldParts)[number];

/** One division of the train and validation rows into rows to learn from and rows to judge by. */
export interface Fold {
  /** Which repetition, which fold of it and, when nested, which fold of its training rows; all from 1. */
  readonly repeat: number;
  readonly outer: number;
  readonly inner: number | null;
  /** The column of the fold file that holds the fold of each row, and the number of this one. */
  readonly column: string;
  readonly number: number;
  /** In folds by time: no training row is later than this (in units of the fold file's `moment`). */
  readonly until: string | null;
  readonly rows: Readonly<Record<FoldPart, number>>;
}

/** What is in the fold file. */
export interface FoldFacts {
  readonly kind: 'random' | 'stratified' | 'grouped' | 'stratified-grouped' | 'time';
  readonly outer: number;
  readonly inner: number | null;
  readonly repeats: number;
  readonly rows: number;
  readonly list: readonly Fold[];
}

/** A way to fold rows: what the fold file holds of each row, and which folds that makes. */
export interface FoldPlan {
  readonly kind: FoldFacts['kind'];
  /** Columns of the fold file, in SQL over a row named `t` and what is joined. */
  readonly columns: Readonly<Record<string, string>>;
  /** The rows, in SQL, named `t`; with what is joined. */
  readonly from: string;
  readonly folds: readonly Omit<Fold, 'rows'>[];
}

/**
 * Whether a row of the fold file belongs to a part of a fold, in SQL over a row named `f`. A row whose fold is NULL
 * belongs to neither.
 */
export function inFold(
  { column, number, until }: Pick<Fold, 'column' | 'number' | 'until'>,
  part: FoldPart,
): string {
  const own = `f."${column}"`;
  if (part === 'validation') return `${own} = ${number}`;
  return until === null
    ? `${own} <> ${number}`
    : `${own} < ${number} AND f.moment <= ${literal(until)}::DOUBLE`;
}
