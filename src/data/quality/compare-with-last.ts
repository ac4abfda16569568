import type { AcceptedColumn } from '../schema-lock/accepted-table.js';
import {
  type ColumnOf,
  isOrdered,
  sharesAmong,
  sharesBetween,
} from '../schema-lock/distribution.js';

/** Shares over the same bins, before and now; both sum to 1. */
export interface Comparison {
  readonly before: readonly number[];
  readonly now: readonly number[];
  /** Share of the values that were not there before, where all were listed. */
  readonly novel?: number;
}

/** A column in the bins of its accepted self; undefined where that keeps no distribution of this kind. */
export async function compareWithLast(
  column: ColumnOf,
  { bins, values }: AcceptedColumn,
): Promise<Comparison | undefined> {
  if (bins !== undefined && isOrdered(column.type)) {
    const { shares, above } = await sharesBetween(column, bins.edges);
    return { before: [...bins.shares, 0], now: [...shares, above] };
  }
  if (values === undefined || isOrdered(column.type)) return undefined;
  const { shares, others } = await sharesAmong(column, Object.keys(values.shares));
  const listed = Object.values(values.shares);
  const rest = Math.max(0, 1 - listed.reduce((sum, share) => sum + share, 0));
  return {
    before: [...listed, rest],
    now: [...shares, others],
    ...(!values.more && { novel: others }),
  };
}
