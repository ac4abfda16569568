import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { storageOf } from '../../tables/cell-types.js';
import { identifier } from '../../tables/sql.js';
import { shownList } from '../shown-list.js';
import { valueAs } from '../value-as.js';
import {
  type Check,
  columnOf,
  columnSettings,
  listOf,
  namedUnder,
  type QualityRule,
  rowSettings,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'in'],
  properties: {
    ...columnSettings,
    in: {
      type: 'array',
      minItems: 1,
      items: { type: ['number', 'string', 'boolean'] },
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
    listOf(column).map((name): Check => {
      const { type } = columnOf(table, name);
      const list = values.map((value, index) => valueAs(type, value, ['in', index]));
      const listed = `list_contains([${list.join(', ')}]::${storageOf(type)}[], ${identifier(name)})`;
      return {
        kind: 'row',
        label: `\`${name}\` in ${shownList(values)}`,
        breaks: `NOT ${listed}`,
        shows: [name],
      };
    }),
};
