import type { JSONSchema } from 'json-schema-to-ts';

/** What is trained. The best candidate on the validation split goes on. */
export const trainSchema = {
  type: 'object',
  description: 'What is trained; the best candidate on the validation split goes on',
  additionalProperties: false,
  required: ['candidates'],
  default: { candidates: { linear: { model: 'linear' } } },
  properties: {
    candidates: {
      type: 'object',
      description: 'Named model families with their params',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        required: ['model'],
        properties: { model: { type: 'string', description: 'Model family' } },
        additionalProperties: true,
      },
    },
    select: {
      type: 'string',
      description: 'Metric on the validation split that decides between candidates and trials',
    },
  },
} as const satisfies JSONSchema;
