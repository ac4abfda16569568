import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { identifier } from '../../tables/sql.js';
import {
  type Check,
  columnSettings,
  listOf,
  namedUnder,
  type QualityRule,
  rowSettings,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'not_null'],
  properties: {
    ...columnSettings,
    not_null: { const: true, description: 'Written as `not_null: true`' },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** No value is missing. */
export const notNull: QualityRule<FromSchema<typeof schema>> = {
  name: 'not_null',
  summary: 'No value is missing',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  checks: ({ column }) =>
    listOf(column).map(
      (name): Check => ({
        kind: 'row',
        label: `\`${name}\` not missing`,
        breaks: `${identifier(name)} IS NULL`,
        shows: [],
      }),
    ),
};
