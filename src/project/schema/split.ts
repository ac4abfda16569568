import type { JSONSchema } from 'json-schema-to-ts';

const fraction = { type: 'number', minimum: 0, exclusiveMaximum: 1 } as const;

/** How rows are divided. Fractions may be written as `20%`; what is left out is filled in. */
export const splitSchema = {
  type: 'object',
  description: 'How rows are divided into train, validation and test',
  additionalProperties: false,
  default: {},
  properties: {
    strategy: {
      type: 'string',
      description: 'Default: `stratified` for classification, `random` for regression',
    },
    train: { ...fraction, description: 'Share of rows to learn from; default: the rest' },
    validation: { ...fraction, description: 'Share of rows to choose by; default: 15%' },
    test: { ...fraction, description: 'Share of rows to judge by; default: 15%' },
    column: {
      type: 'string',
      minLength: 1,
      description: 'For `strategy: column`: the column that says `train`, `validation` or `test`',
    },
  },
} as const satisfies JSONSchema;
