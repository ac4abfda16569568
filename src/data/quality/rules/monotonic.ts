import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { identifier } from '../../tables/sql.js';
import {
  columnSettings,
  listOf,
  namedUnder,
  type QualityRule,
  type RuleTable,
  rowSettings,
  type SetCheck,
} from './rule.js';

const directions = {
  increasing: '>=',
  decreasing: '<=',
  'strictly increasing': '>',
  'strictly decreasing': '<',
} as const;

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'monotonic'],
  properties: {
    ...columnSettings,
    monotonic: {
      enum: ['increasing', 'decreasing', 'strictly increasing', 'strictly decreasing'],
      description: 'How each value compares with the one before it',
    },
    by: {
      type: ['string', 'array'],
      minLength: 1,
      minItems: 1,
      items: { type: 'string', minLength: 1 },
      description: 'Columns whose rows are looked at apart, such as the customer',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** Values rise or fall from row to row, as the rows were read; missing ones are skipped. */
export const monotonic: QualityRule<FromSchema<typeof schema>> = {
  name: 'monotonic',
  summary:
    'Values rise or fall from row to row in the order they were read; missing ones are skipped',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column, by }) => [
    ...namedUnder('column', column),
    ...(by === undefined ? [] : namedUnder('by', by)),
  ],
  checks: ({ column, by, monotonic: direction }, table) =>
    listOf(column).map((name) =>
      orderOf(name, { direction, by: by === undefined ? [] : listOf(by) }, table),
    ),
};

interface Order {
  readonly direction: keyof typeof directions;
  readonly by: readonly string[];
}

function orderOf(name: string, { direction, by }: Order, { relation }: RuleTable): SetCheck {
  const value = identifier(name);
  const parts = by.length === 0 ? '' : `PARTITION BY ${by.map(identifier).join(', ')} `;
  const steps = `SELECT __row, ${value} AS v, lag(${value}) OVER (${parts}ORDER BY __row) AS before
    FROM ${relation} WHERE ${value} IS NOT NULL`;
  return {
    kind: 'set',
    label: `\`${name}\` ${direction}${by.length === 0 ? '' : ` by ${by.join(', ')}`}`,
    breaking: `SELECT __row FROM (${steps}) WHERE NOT (v ${directions[direction]} before)`,
    shows: [name],
  };
}
