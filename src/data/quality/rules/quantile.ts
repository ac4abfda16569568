import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { asNumber } from '../../tables/column-stats.js';
import { identifier } from '../../tables/sql.js';
import { numericColumn } from '../numeric-column.js';
import { isWithin, numberText, rangeText } from '../range-text.js';
import {
  type Check,
  columnSettings,
  listOf,
  namedUnder,
  type QualityRule,
  tableSettings,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'quantile'],
  properties: {
    ...columnSettings,
    quantile: {
      type: 'object',
      additionalProperties: false,
      required: ['at'],
      minProperties: 2,
      properties: {
        at: {
          type: 'number',
          minimum: 0,
          maximum: 1,
          description: 'Which, such as 0.5 for the median',
        },
        min: { type: 'number', description: 'What it is at least' },
        max: { type: 'number', description: 'What it is at most' },
      },
      description: 'Which quantile, and its bounds, such as `{ at: 0.99, max: 500 }`',
    },
    ...tableSettings,
  },
} as const satisfies JSONSchema;

/** A quantile of a column lies within bounds: exact, interpolated between neighbours as NumPy does by default. */
export const quantile: QualityRule<FromSchema<typeof schema>> = {
  name: 'quantile',
  summary: 'A quantile of a column of numbers lies within bounds; missing values are left out',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  async checks({ column, quantile: { at, ...range } }, table) {
    const { database, relation } = table;
    const checks: Check[] = [];
    for (const name of listOf(column)) {
      const value = asNumber(identifier(name), numericColumn(table, name));
      const [row] = await database.rows<{ found: number | null }>(
        `SELECT quantile_cont(${value}, ${at}) AS found FROM ${relation}`,
      );
      const found = row?.found ?? null;
      checks.push({
        kind: 'table',
        label: `quantile ${at} of \`${name}\` ${rangeText(range)}`,
        holds: found !== null && isWithin(found, range),
        found: found === null ? 'there are no values' : `it is ${numberText(found)}`,
      });
    }
    return checks;
  },
};
