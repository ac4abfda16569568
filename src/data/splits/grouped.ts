import { assignByGroup } from './assign/by-group.js';
import { sharesOf } from './assign/shares.js';
import { groupParam, type SplitStrategy, shareParams } from './split-strategy.js';

const params = { group: groupParam, ...shareParams };

/** Whole groups at random, in shares as near as groups allow. */
export const grouped: SplitStrategy<typeof params> = {
  name: 'grouped',
  summary: 'Whole groups, so that no customer (or household, patient, session) is in two splits',
  params,
  required: ['group'],
  assign: (values, table) =>
    assignByGroup(table, { group: values.group ?? '', shares: sharesOf(values) }),
};
