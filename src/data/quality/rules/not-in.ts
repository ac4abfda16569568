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
  required: ['column', 'not_in'],
  properties: {
    ...columnSettings,
    not_in: {
      type: 'array',
      minItems: 1,
      items: { type: ['number', 'string', 'boolean'] },
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
    listOf(column).map((name): Check => {
      const { type } = columnOf(table, name);
      const list = values.map((value, index) => valueAs(type, value, ['not_in', index]));
      const listed = `list_contains([${list.join(', ')}]::${storageOf(type)}[], ${identifier(name)})`;
      return {
        kind: 'row',
        label: `\`${name}\` not in ${shownList(values)}`,
        breaks: listed,
        shows: [name],
      };
    }),
};
