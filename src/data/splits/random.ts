import { assignByHash } from './assign/by-hash.js';
import { sharesOf } from './assign/shares.js';
import { type SplitStrategy, shareParams } from './split-strategy.js';

/** Rows at random, in exact shares. */
export const random: SplitStrategy<typeof shareParams> = {
  name: 'random',
  summary: 'Rows at random, in exact shares',
  params: shareParams,
  required: [],
  assign: (values, table) => assignByHash(table, { stratum: `''`, shares: sharesOf(values) }),
};
