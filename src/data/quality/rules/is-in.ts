import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { listChecks, valueList } from '../value-list.js';
import { columnSettings, namedUnder, type QualityRule, rowSettings } from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'in'],
  properties: {
    ...columnSettings,
    in: {
      ...valueList,
      description: 'The values there may be',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** Values are among those listed. */
export const isIn: QualityRule<FromSchema<typeof schema>> = {
  name: 'in',
  summary: 'Values are among those listed; missing ones are no matter',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  checks: ({ column, in: values }, table) =>
    listChecks({ column, values }, table, {
      setting: 'in',
      words: 'in',
      breaks: (listed) => `NOT ${listed}`,
    }),
};
