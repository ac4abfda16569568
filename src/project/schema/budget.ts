import type { JSONSchema } from 'json-schema-to-ts';

/** Time or money after which learning or a search ends; whoever takes it says of what. */
export const budgetShape = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    minutes: { type: 'number', exclusiveMinimum: 0, description: 'So much time' },
    usd: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'So much money, at the price of the target that trains',
    },
  },
} as const satisfies JSONSchema;
