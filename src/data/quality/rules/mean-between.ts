import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { asNumber } from '../../tables/column-stats.js';
import { identifier } from '../../tables/sql.js';
import { numericColumn } from '../numeric-column.js';
import { isWithin, numberText } from '../range-text.js';
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
  required: ['column', 'mean_between'],
  properties: {
    ...columnSettings,
    mean_between: {
      type: 'array',
      minItems: 2,
      maxItems: 2,
      items: { type: 'number' },
      description: 'Least and greatest mean, both allowed',
    },
    ...tableSettings,
  },
} as const satisfies JSONSchema;

/** The mean of a column lies within bounds. */
export const meanBetween: QualityRule<FromSchema<typeof schema>> = {
  name: 'mean_between',
  summary: 'The mean of a column of numbers lies within bounds; missing values are left out',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  async checks({ column, mean_between: [min = 0, max = 0] }, table) {
    const { database, relation } = table;
    const checks: Check[] = [];
    for (const name of listOf(column)) {
      const value = asNumber(identifier(name), numericColumn(table, name));
      // On one thread, so that the sum is the same to the last digit.
      const [row] = await database.singleThreaded(() =>
        database.rows<{ mean: number | null }>(
          `SELECT fsum(${value}) / count(${value}) AS mean FROM ${relation}`,
        ),
      );
      const mean = row?.mean ?? null;
      checks.push({
        kind: 'table',
        label: `mean of \`${name}\` between ${numberText(min)} and ${numberText(max)}`,
        holds: mean !== null && isWithin(mean, { min, max }),
        found: mean === null ? 'there are no values' : `it is ${numberText(mean)}`,
      });
    }
    return checks;
  },
};
