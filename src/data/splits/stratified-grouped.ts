import { assignByGroup } from './assign/by-group.js';
import { sharesOf } from './assign/shares.js';
import { targetStrata } from './assign/strata.js';
import { groupParam, type SplitStrategy, shareParams } from './split-strategy.js';

const params = { group: groupParam, ...shareParams };

/** Whole groups such that every class is shared out as evenly as groups allow. */
export const stratifiedGrouped: SplitStrategy<typeof params> = {
  name: 'stratified-grouped',
  summary: 'Whole groups, placed so that each class of the target comes near its share too',
  params,
  required: ['group'],
  assign: async (values, table) =>
    assignByGroup(table, {
      group: values.group ?? '',
      shares: sharesOf(values),
      stratum: (await targetStrata(table)).stratum,
    }),
};
