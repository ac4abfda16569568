import {
  type Assignment,
  type PerSplit,
  type SplittableTable,
  splitNames,
} from '../split-strategy.js';
import { groupKey, placeGroups } from './groups.js';

export interface GroupedRequest {
  readonly group: string;
  readonly shares: PerSplit;
  /** The stratum of a row as text, in SQL over a row named `t`, when strata are to be kept in proportion. */
  readonly stratum?: string;
}

/** Splits whole groups; sizes come as near to the shares as the sizes of the groups let them. */
export async function assignByGroup(
  table: SplittableTable,
  { group, shares, stratum }: GroupedRequest,
): Promise<Assignment> {
  const { key, warnings } = await groupKey(table, group);
  const placed = await placeGroups(table, {
    ...{ key, label: 'split', shares: splitNames.map((name) => shares[name]) },
    ...(stratum !== undefined && { stratum }),
  });
  const cases = splitNames.map((name, part) => `WHEN ${part} THEN '${name}'`).join(' ');
  return { join: placed.join, split: `CASE ${placed.part} ${cases} END`, warnings };
}
