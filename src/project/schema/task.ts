import type { JSONSchema } from 'json-schema-to-ts';

/** What is to be learnt. */
export const taskSchema = {
  type: 'object',
  description: 'What is to be learnt',
  additionalProperties: false,
  required: ['type', 'target'],
  properties: {
    type: {
      enum: ['classification', 'regression'],
      description: 'Predict a class or a number. Binary or multiclass follows from the data',
    },
    target: { type: 'string', minLength: 1, description: 'The column to predict' },
    positive: {
      type: 'string',
      description: 'The class that counts as positive; default: the rarer of two',
    },
  },
} as const satisfies JSONSchema;
