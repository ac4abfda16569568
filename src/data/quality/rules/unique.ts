import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { identifier } from '../../tables/sql.js';
import { shownList } from '../shown-list.js';
import { listOf, namedUnder, type QualityRule, rowSettings } from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['unique'],
  properties: {
    unique: {
      type: ['string', 'array'],
      minLength: 1,
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description: 'The column, or the columns that are unique together',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** No two rows have the same values; of those that do, the first keeps the rule. */
export const unique: QualityRule<FromSchema<typeof schema>> = {
  name: 'unique',
  summary:
    'No two rows have the same values; the first of them stays, and a missing value equals none',
  properties: schema.properties,
  required: [],
  columns: ({ unique: names }) => namedUnder('unique', names),
  checks({ unique: written }, { relation }) {
    const names = listOf(written);
    const keys = names.map(identifier);
    const present = keys.map((key) => `${key} IS NOT NULL`).join(' AND ');
    const same = keys.map((key) => `r.${key} = d.${key}`).join(' AND ');
    const shared = `SELECT ${keys.join(', ')}, min(__row) AS __first FROM ${relation}
      WHERE ${present} GROUP BY ${keys.join(', ')} HAVING count(*) > 1`;
    return [
      {
        kind: 'set',
        label: `\`${shownList(names)}\` unique`,
        breaking: `SELECT r.__row FROM ${relation} AS r JOIN (${shared}) AS d ON ${same} WHERE r.__row > d.__first`,
        shows: names,
      },
    ];
  },
};
