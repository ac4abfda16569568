import type { JSONSchema } from 'json-schema-to-ts';
import { gapPolicies } from '../../contracts/forecast.js';

/** What is to be learnt. */
export const taskSchema = {
  type: 'object',
  description: 'What is to be learnt',
  additionalProperties: false,
  required: ['type'],
  properties: {
    type: {
      enum: ['classification', 'regression', 'anomaly', 'forecast'],
      description:
        'Predict a class or a number, find odd rows, or say how series go on. Binary or multiclass follows from the data',
    },
    target: {
      type: 'string',
      minLength: 1,
      description:
        'The column to predict; of `anomaly`, the one that says which rows are odd, only to judge by: leave it out where nobody knows; of `forecast`, also a list of columns',
    },
    targets: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', minLength: 1 },
      description: '`forecast`: the columns to forecast, each a series; `target: [a, b]` for short',
    },
    horizon: {
      type: 'integer',
      minimum: 1,
      maximum: 10000,
      description: '`forecast`: how many steps ahead',
    },
    time: {
      type: 'string',
      minLength: 1,
      description:
        '`forecast`: the column that says when; default: `split.time`, or the column with the role `time`',
    },
    series: {
      type: 'string',
      minLength: 1,
      description:
        '`forecast`: the column whose values name the series, where the table holds several',
    },
    known_ahead: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: { type: 'string', minLength: 1 },
      description:
        '`forecast`: columns whose values are known for the times to come as well, such as planned prices, promotions and holidays; `lag-boosting` reads them',
    },
    season: {
      type: 'integer',
      minimum: 1,
      description:
        '`forecast`: steps in a season; default: 12 months, 4 quarters, 52 weeks, 7 days, 24 hours, else 1 for none',
    },
    gaps: {
      enum: gapPolicies,
      description:
        '`forecast`: what was there at times that a series leaves out: an error (the default), the value before, that of one season before, or 0',
    },
    interval: {
      type: 'number',
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      description:
        '`forecast`: share of the truths that the intervals of forecasts are to hold; default: 80%',
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
