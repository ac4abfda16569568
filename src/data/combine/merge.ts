import { type CombineVerb, listOf, stackedUnder } from './combine-verb.js';
import { tellOfConflicts } from './merge/conflicts.js';
import { groupRows } from './merge/group-rows.js';
import { type MergeSettings, mergedNames, mergeSchema } from './merge/merge-settings.js';
import { settleGroups } from './merge/settle-groups.js';
import { rowCount } from './rows/in-words.js';
import { stackRows } from './rows/stack-rows.js';
import { countRows } from './rows/workshop.js';

/** Sources that tell of the same things, made one row for each, field by field. */
export const merge: CombineVerb<{ readonly merge: MergeSettings }> = {
  name: 'merge',
  summary:
    'Make one row of all that tell of the same thing, with a rule for each field they disagree on',
  properties: mergeSchema.properties,
  required: [],
  place: 'anywhere',
  label: ({ merge: { sources } }) => `merge ${listOf(sources).join(', ')}`,
  reads: ({ merge: { sources } }) => stackedUnder(['merge', 'sources'], sources),
  columns: (settings, names) => mergedNames(settings.merge, names),
  async apply({ merge: settings }, table, shop) {
    const sources = listOf(settings.sources).map(shop.source);
    const all = table === undefined ? sources : [table, ...sources];
    const stack = stackRows(all, (_, at) => [`${at} AS src`]);
    for (const text of stack.lacking) shop.note(`${shop.label}: ${text}`);
    const merging = { all, settings, shop };
    const grouped = await groupRows(stack, merging);
    const settled = await settleGroups(grouped, merging);
    const before = await countRows(shop.bench, grouped.relation);
    shop.note(`${shop.label}: ${rowCount(before)} → ${rowCount(settled.count)}`);
    await tellOfConflicts(settled, grouped, merging);
    return settled;
  },
};
