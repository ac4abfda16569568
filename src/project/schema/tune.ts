import type { JSONSchema } from 'json-schema-to-ts';
import { searchSpaceSchema } from '../../contracts/search-space-schema.js';

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
    search: searchSpaceSchema,
  },
} as const satisfies JSONSchema;
