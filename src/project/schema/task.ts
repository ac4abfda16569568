import type { JSONSchema } from 'json-schema-to-ts';

/** What is to be learnt. */
export const taskSchema = {
  type: 'object',
  description: 'What is to be learnt',
  additionalProperties: false,
  required: ['type', 'target'],
  properties: {
    type: {
      enum: ['classification', 'regression', 'anomaly'],
      description:
        'Predict a class or a number, or find odd rows. Binary or multiclass follows from the data',
    },
    target: {
      type: 'string',
      minLength: 1,
      description:
        'The column to predict; of `anomaly`, the one that says which rows are odd: only to judge by',
    },
    contamination: {
      type: 'number',
      exclusiveMinimum: 0,
      maximum: 0.5,
      description: '`anomaly`: the share of the rows that is flagged, such as `1%`; default: 5%',
    },
    positive: {
      type: 'string',
      description: 'The class that counts as positive; default: the rarer of two',
    },
  },
} as const satisfies JSONSchema;
