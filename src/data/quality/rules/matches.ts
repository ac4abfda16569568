import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { identifier, literal } from '../../tables/sql.js';
import { clipped } from '../shown-list.js';
import {
  type Check,
  columnSettings,
  listOf,
  Misfit,
  namedUnder,
  type QualityRule,
  type RuleTable,
  rowSettings,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'matches'],
  properties: {
    ...columnSettings,
    matches: {
      type: 'string',
      minLength: 1,
      description:
        'A regular expression (RE2) found in each value; `^` and `$` hold it to the whole value',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** A regular expression is found in each value. */
export const matches: QualityRule<FromSchema<typeof schema>> = {
  name: 'matches',
  summary: 'A regular expression is found in each value; missing ones are no matter',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  async checks({ column, matches: pattern }, table) {
    await refuseBadPattern(pattern, table);
    return listOf(column).map(
      (name): Check => ({
        kind: 'row',
        label: `\`${name}\` matching ${clipped(pattern)}`,
        breaks: `NOT regexp_matches(CAST(${identifier(name)} AS VARCHAR), ${literal(pattern)})`,
        shows: [name],
      }),
    );
  },
};

async function refuseBadPattern(pattern: string, { database }: RuleTable): Promise<void> {
  try {
    await database.rows(`SELECT regexp_matches('', ${literal(pattern)}) AS found`);
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n');
    throw new Misfit(
      `\`${clipped(pattern)}\` is no regular expression: ${reason.replace(/^.*Error: /, '')}`,
      {
        path: ['matches'],
        hint: 'Write it as RE2 knows it: no look-around and no back-references',
      },
    );
  }
}
