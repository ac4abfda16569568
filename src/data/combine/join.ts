import type { CombineVerb } from './combine-verb.js';
import { asOfPairs } from './join/as-of.js';
import { joinProblems } from './join/join-problems.js';
import { broughtColumns, type JoinSettings, joinSchema, keysOf } from './join/join-settings.js';
import { keepJoined, type Sides } from './join/joined.js';
import { refuseSeveral } from './join/refuse-several.js';
import { pairKeys } from './rows/keys.js';
import type { Rows } from './rows/rows.js';

/** Columns of another source, matched by key and for as-of by time. */
export const join: CombineVerb<JoinSettings> = {
  name: 'join',
  summary: 'Add columns of another source, matched by key, and as of a time if asked for',
  properties: joinSchema.properties,
  required: [],
  place: 'later',
  label: (settings) => `join ${settings.join}`,
  reads: (settings) => [{ source: settings.join, path: ['join'], stacked: false }],
  columns(settings, names) {
    for (const problem of joinProblems(settings, names)) names.report(problem);
    const brought = broughtColumns(settings, names.of(settings.join));
    return [...names.table, ...brought.map(({ as }) => as)];
  },
  async apply(settings, table, shop) {
    const left = table as Rows;
    const right = shop.source(settings.join);
    const pairs = await pairKeys(left, right, { on: keysOf(settings), shop });
    const sides: Sides = { left, right, pairs };
    const { how } = settings;
    if (how === 'as-of') {
      const found = await asOfPairs(settings, sides, shop);
      const joined = `${left.relation} AS l LEFT JOIN ${found} AS p ON p.l = l.row
        LEFT JOIN ${right.relation} AS r ON r.row = p.r`;
      return keepJoined({ ...sides, settings, shop, joined });
    }
    if (settings.expect !== 'many') await refuseSeveral(sides, shop);
    const equal = pairs.map((pair) => pair.equal).join(' AND ');
    const joined = `${left.relation} AS l ${how} JOIN ${right.relation} AS r ON ${equal}`;
    return keepJoined({ ...sides, settings, shop, joined });
  },
};
