import type { JSONSchema } from 'json-schema-to-ts';

/** How columns become numbers. Each step's own params are checked against the step. */
export const featuresSchema = {
  type: 'object',
  description: 'How each column becomes numbers; what is not named is inferred and printed',
  default: {},
  additionalProperties: {
    type: 'object',
    additionalProperties: true,
    properties: {
      impute: { type: 'string', description: 'What stands in for a missing value' },
      outliers: { type: 'string', description: 'What becomes of numbers far from the others' },
      scale: { type: 'string', description: 'How numbers are scaled' },
      encode: {
        anyOf: [{ type: 'string' }, { type: 'array', items: { type: 'string' }, minItems: 1 }],
        description: 'How a category, timestamp or text becomes numbers; several ways are a list',
      },
      drop: { type: 'boolean', description: 'Leave the column out' },
      indicator: {
        type: 'boolean',
        description: 'Add a feature that tells whether the value was missing',
      },
    },
  },
} as const satisfies JSONSchema;
