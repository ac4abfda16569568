import { rowHash, rowHashKey } from '../assign/row-hash.js';
import { targetStrata } from '../assign/strata.js';
import type { SplittableTable } from '../split-strategy.js';
import type { FoldPlan, FoldWish } from './fold.js';
import { foldNames, numbers } from './fold-names.js';

/**
 * Rows are dealt out like cards, in an order at random and, when stratified, one stratum after the other: the folds,
 * and each stratum in them, differ by one row at most. Inner folds deal out the rows that the outer one leaves.
 */
export async function shuffledFolds(
  table: SplittableTable,
  { wish, stratify }: { readonly wish: FoldWish; readonly stratify: boolean },
): Promise<FoldPlan> {
  const { outer, inner, repeats } = wish;
  const stratum = stratify ? (await targetStrata(table)).stratum : `''`;
  const places = numbers(repeats).map((repeat) => {
    const hash = rowHash(rowHashKey(table.seed, `folds/${repeat}`));
    return `row_number() OVER (ORDER BY ${stratum}, ${hash}) - 1 AS place_${repeat}`;
  });
  const columns: Record<string, string> = {};
  for (const repeat of numbers(repeats)) {
    const place = `t.place_${repeat}`;
    columns[`outer_${repeat}`] = `CAST(${place} % ${outer} + 1 AS UTINYINT)`;
    for (const held of inner === undefined ? [] : numbers(outer)) {
      const own = `${place} % ${outer}`;
      const among = `((${place} // ${outer}) * ${outer - 1} + ${own} - CASE WHEN ${own} >= ${held} THEN 1 ELSE 0 END)`;
      columns[`inner_${repeat}_${held}`] =
        `CASE WHEN ${own} <> ${held - 1} THEN CAST(${among} % ${inner ?? 1} + 1 AS UTINYINT) END`;
    }
  }
  return {
    kind: stratify ? 'stratified' : 'random',
    columns,
    from: `(SELECT t.*, ${places.join(', ')} FROM ${table.relation} AS t) AS t`,
    folds: foldNames(wish),
  };
}
