import type { JSONSchema } from 'json-schema-to-ts';

const numbers = { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 } as const;

/** One searched setting: exactly one of the kinds. */
const dimension = {
  type: 'object',
  additionalProperties: false,
  minProperties: 1,
  properties: {
    values: {
      type: 'array',
      minItems: 1,
      items: { type: ['number', 'string', 'boolean', 'array', 'null'] },
      description: 'These values, any JSON',
    },
    int: { ...numbers, description: 'Whole numbers from low to high' },
    float: { ...numbers, description: 'Numbers from low to high' },
    log: { ...numbers, description: 'Numbers from low to high, evenly by ratio' },
    step: { type: 'number', exclusiveMinimum: 0, description: 'Distance between points' },
    points: {
      type: 'integer',
      minimum: 2,
      maximum: 1000,
      description: 'How many points a grid takes',
    },
  },
} as const;

/** A search over settings of the train block. */
export const tuneSchema = {
  type: 'object',
  description: 'A search over settings of the train block; `train` uses the winner',
  additionalProperties: false,
  required: ['search'],
  properties: {
    sampler: { type: 'string', default: 'random', description: 'How the next trial is chosen' },
    trials: {
      type: 'integer',
      minimum: 1,
      maximum: 100000,
      default: 20,
      description: 'At most so many',
    },
    minutes: { type: 'number', exclusiveMinimum: 0, description: 'Starts no trial after so long' },
    search: {
      type: 'object',
      minProperties: 1,
      description: 'Path below `train`, such as `candidates.net.learning_rate`, to what is tried',
      additionalProperties: dimension,
    },
  },
} as const satisfies JSONSchema;
