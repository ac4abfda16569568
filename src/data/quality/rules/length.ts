import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { identifier } from '../../tables/sql.js';
import { rangeText } from '../range-text.js';
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
  required: ['column', 'length'],
  properties: {
    ...columnSettings,
    length: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        min: { type: 'integer', minimum: 0, description: 'Characters at least' },
        max: { type: 'integer', minimum: 0, description: 'Characters at most' },
      },
      description: 'How many characters a value has: `min`, `max` or both',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** Values have so many characters. */
export const length: QualityRule<FromSchema<typeof schema>> = {
  name: 'length',
  summary: 'Values have so many characters; missing ones are no matter',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  checks: ({ column, length: { min, max } }) =>
    listOf(column).map((name): Check => {
      const characters = `length(CAST(${identifier(name)} AS VARCHAR))`;
      const sides = [
        ...(min === undefined ? [] : [`${characters} < ${min}`]),
        ...(max === undefined ? [] : [`${characters} > ${max}`]),
      ];
      return {
        kind: 'row',
        label: `\`${name}\` of ${rangeText({ min, max })} characters`,
        breaks: `(${sides.join(' OR ')})`,
        shows: [name],
      };
    }),
};
