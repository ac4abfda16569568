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
    cross_validate: {
      type: 'boolean',
      description:
        'Choose between candidates by their mean over the folds of `split.folds`; default: when there are folds',
    },
    parallel: {
      type: 'integer',
      minimum: 1,
      maximum: 64,
      default: 1,
      description: 'How many candidates learn at once, each in a process of its own',
    },
    budget: {
      type: 'object',
      description: 'When learning stops and keeps the best it has; what comes first counts',
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
    },
    select: {
      type: 'string',
      description: 'Metric on the validation split that decides between candidates and trials',
    },
  },
} as const satisfies JSONSchema;
