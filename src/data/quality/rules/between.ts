import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { identifier } from '../../tables/sql.js';
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
  required: ['column', 'between'],
  properties: {
    ...columnSettings,
    between: {
      type: 'array',
      minItems: 2,
      maxItems: 2,
      items: { type: ['number', 'string', 'null'] },
      description: 'Least and greatest value, both allowed; `null` leaves a side open',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** Numbers, timestamps or texts within bounds; missing values are no matter. */
export const between: QualityRule<FromSchema<typeof schema>> = {
  name: 'between',
  summary: 'Values lie within bounds, which are allowed themselves',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  checks({ column, between: [low, high] }, table) {
    const checks = listOf(column).map((name): Check => {
      const { type } = columnOf(table, name);
      const sides = [
        ...(low === null || low === undefined
          ? []
          : [`${identifier(name)} < ${valueAs(type, low)}`]),
        ...(high === null || high === undefined
          ? []
          : [`${identifier(name)} > ${valueAs(type, high)}`]),
      ];
      return {
        kind: 'row',
        label: `\`${name}\` ${boundsText(low, high)}`,
        breaks: sides.length === 0 ? 'false' : `(${sides.join(' OR ')})`,
        shows: [name],
      };
    });
    return Promise.resolve(checks);
  },
};

type Bound = number | string | null | undefined;

function boundsText(low: Bound, high: Bound): string {
  if (low === null || low === undefined) return `at most ${high ?? 'anything'}`;
  return high === null || high === undefined ? `at least ${low}` : `between ${low} and ${high}`;
}
