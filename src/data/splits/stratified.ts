import { assignByHash } from './assign/by-hash.js';
import { sharesOf } from './assign/shares.js';
import { targetStrata } from './assign/strata.js';
import { type SplitStrategy, shareParams } from './split-strategy.js';

/** Rows at random such that every class (or every tenth of a numeric target) is shared out exactly. */
export const stratified: SplitStrategy<typeof shareParams> = {
  name: 'stratified',
  summary:
    'Rows at random, each class of the target in exact shares; a numeric target by its tenths',
  params: shareParams,
  required: [],
  assign: async (values, table) =>
    assignByHash(table, { ...(await targetStrata(table)), shares: sharesOf(values) }),
};
