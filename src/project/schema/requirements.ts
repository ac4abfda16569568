import type { JSONSchema } from 'json-schema-to-ts';

/** The contract a model must keep. Each line that breaks has its own exit code. */
export const requirementsSchema = {
  type: 'array',
  description: 'The contract: what must hold for a run to pass',
  default: [],
  items: {
    type: 'object',
    additionalProperties: false,
    properties: {
      metric: { type: 'string', description: 'A metric on the test split; exit code 5' },
      min: { type: 'number', description: 'The metric must be at least this' },
      max: { type: 'number', description: 'The metric must be at most this' },
      cost_usd: {
        type: 'object',
        description: 'What a run may cost; exit code 7',
        additionalProperties: false,
        required: ['max'],
        properties: {
          per: { enum: ['run'], default: 'run', description: 'Of what' },
          max: { type: 'number', minimum: 0, description: 'US dollars at most' },
        },
      },
    },
  },
} as const satisfies JSONSchema;
