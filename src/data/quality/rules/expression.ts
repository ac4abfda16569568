import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { readExpression } from '../../tables/user-expression.js';
import { clipped } from '../shown-list.js';
import { type QualityRule, rowSettings } from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['expression'],
  properties: {
    expression: {
      type: 'string',
      minLength: 1,
      description: 'An SQL condition over the columns of a row; empty (NULL) counts as kept',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** An SQL condition is true of each row. As CHECK does in SQL, it lets pass what it cannot tell for a missing value. */
export const expression: QualityRule<FromSchema<typeof schema>> = {
  name: 'expression',
  summary: 'An SQL condition is true of each row',
  properties: schema.properties,
  required: [],
  columns: () => [],
  async checks({ expression: text }, { database, columns }) {
    const { sql, columns: shows } = await readExpression(database, text, {
      columns,
      condition: true,
    });
    return [{ kind: 'row', label: clipped(text.trim()), breaks: `NOT ${sql}`, shows }];
  },
};
