import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { isWithin, numberText, rangeText } from '../range-text.js';
import { type QualityRule, tableSettings } from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['rows'],
  properties: {
    rows: {
      type: 'object',
      additionalProperties: false,
      minProperties: 1,
      properties: {
        min: { type: 'integer', minimum: 0, description: 'Rows at least' },
        max: { type: 'integer', minimum: 0, description: 'Rows at most' },
      },
      description: 'How many rows there are: `min`, `max` or both',
    },
    ...tableSettings,
  },
} as const satisfies JSONSchema;

/** There are so many rows. */
export const rows: QualityRule<FromSchema<typeof schema>> = {
  name: 'rows',
  summary: 'There are so many rows, before any is quarantined',
  properties: schema.properties,
  required: [],
  columns: () => [],
  async checks({ rows: range }, { database, relation }) {
    const [found] = await database.rows<{ rows: number }>(
      `SELECT count(*) AS rows FROM ${relation}`,
    );
    const count = found?.rows ?? 0;
    return [
      {
        kind: 'table',
        label: `${rangeText(range)} rows`,
        holds: isWithin(count, range),
        found: `there are ${numberText(count)}`,
      },
    ];
  },
};
