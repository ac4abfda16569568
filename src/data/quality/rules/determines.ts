import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { identifier } from '../../tables/sql.js';
import { listOf, type QualityRule, type RuleTable, rowSettings, type SetCheck } from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['determines'],
  properties: {
    determines: {
      type: 'object',
      minProperties: 1,
      additionalProperties: {
        type: ['string', 'array'],
        minLength: 1,
        minItems: 1,
        items: { type: 'string', minLength: 1 },
      },
      description: 'Which column settles which others, such as `{ zip: [city, state] }`',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/**
 * Rows with the same value in one column have the same value in another: a functional dependency. The value most of
 * them have is taken to be right, of equally frequent ones the one that comes first; the other rows break the rule.
 */
export const determines: QualityRule<FromSchema<typeof schema>> = {
  name: 'determines',
  summary: 'Rows that agree in one column agree in another; the value most of them have is right',
  properties: schema.properties,
  required: [],
  columns: ({ determines: pairs }) =>
    Object.entries(pairs).flatMap(([key, settled]) => [
      { name: key, path: ['determines', key], part: 'key' as const },
      ...listOf(settled).map((name, index) => ({
        name,
        path: ['determines', key, ...(typeof settled === 'string' ? [] : [index])],
      })),
    ]),
  checks: ({ determines: pairs }, table) =>
    Object.entries(pairs).flatMap(([key, settled]) =>
      listOf(settled).map((name) => dependency(key, name, table)),
    ),
};

function dependency(from: string, to: string, { relation }: RuleTable): SetCheck {
  const [key, value] = [identifier(from), identifier(to)];
  const counts = `SELECT ${key} AS k, ${value} AS v, count(*) AS n, min(__row) AS first
    FROM ${relation} WHERE ${key} IS NOT NULL AND ${value} IS NOT NULL GROUP BY ALL`;
  const usual = `SELECT k, v FROM (${counts}) QUALIFY row_number() OVER (PARTITION BY k ORDER BY n DESC, first) = 1
    AND count(*) OVER (PARTITION BY k) > 1`;
  return {
    kind: 'set',
    label: `\`${from}\` settling \`${to}\``,
    breaking: `SELECT r.__row FROM ${relation} AS r JOIN (${usual}) AS u ON r.${key} = u.k WHERE r.${value} <> u.v`,
    shows: [to],
  };
}
