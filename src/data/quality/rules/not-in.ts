import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { listChecks, valueList } from '../value-list.js';
import { columnSettings, namedUnder, type QualityRule, rowSettings } from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'not_in'],
  properties: {
    ...columnSettings,
    not_in: {
      ...valueList,
      description: 'The values there may not be',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** Values are not among those listed. */
export const notIn: QualityRule<FromSchema<typeof schema>> = {
  name: 'not_in',
  summary: 'Values are not among those listed',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  checks: ({ column, not_in: values }, table) =>
    listChecks({ column, values }, table, {
      setting: 'not_in',
      words: 'not in',
      breaks: (listed) => listed,
    }),
};
