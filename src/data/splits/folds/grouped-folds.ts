import type { JsonObject } from '../../../contracts/json.js';
import { groupKey, placeGroups } from '../assign/groups.js';
import { keyText } from '../assign/key-text.js';
import { targetStrata } from '../assign/strata.js';
import type { SplittableTable } from '../split-strategy.js';
import type { FoldPlan, FoldWish } from './fold.js';
import { foldNames, numbers } from './fold-names.js';

interface GroupedWish {
  readonly wish: FoldWish;
  /** Of the strategy: its `group`, or the `key` whose rows stay together. */
  readonly params: JsonObject;
  readonly stratify: boolean;
}

/** Whole groups in folds of about one size: no group is on both sides of a fold, nor of a fold within it. */
export async function groupedFolds(
  table: SplittableTable,
  { wish, params, stratify }: GroupedWish,
): Promise<FoldPlan> {
  const { outer, inner, repeats } = wish;
  const { group, key: keyed } = params;
  const key =
    typeof group === 'string'
      ? (await groupKey(table, group)).key
      : keyText(Array.isArray(keyed) ? keyed.map(String) : []);
  const strata = stratify ? { stratum: (await targetStrata(table)).stratum } : {};
  const place = (relation: string, parts: number, label: string): ReturnType<typeof placeGroups> =>
    placeGroups(
      { ...table, relation },
      { key, label, shares: numbers(parts).map(() => 1 / parts), ...strata },
    );
  const columns: Record<string, string> = {};
  const joins: string[] = [];
  for (const repeat of numbers(repeats)) {
    const all = await place(table.relation, outer, `folds${repeat}`);
    joins.push(all.join);
    columns[`outer_${repeat}`] = `CAST(${all.part} + 1 AS UTINYINT)`;
    for (const held of inner === undefined ? [] : numbers(outer)) {
      const rest = `(SELECT t.* FROM ${table.relation} AS t ${all.join} WHERE ${all.part} <> ${held - 1})`;
      const within = await place(rest, inner ?? 1, `folds${repeat}within${held}`);
      joins.push(within.join);
      columns[`inner_${repeat}_${held}`] = `CAST(${within.part} + 1 AS UTINYINT)`;
    }
  }
  return {
    kind: stratify ? 'stratified-grouped' : 'grouped',
    columns,
    from: `${table.relation} AS t ${joins.join(' ')}`,
    folds: foldNames(wish),
  };
}
