import type { JSONSchema } from 'json-schema-to-ts';

const alias = {
  type: 'string',
  pattern: '^[a-z][a-z0-9-]*$',
  description: 'Alias of the other version, which is followed too',
} as const;

/** Other versions beside the one that answers: in its shadow, for some of the keys, or when it fails. */
export const serveRolloutSchema = {
  type: 'object',
  description: 'Other versions beside the one that is served',
  additionalProperties: false,
  default: {},
  properties: {
    shadow: {
      type: 'object',
      description: 'A version that is asked as well and compared, but never answers',
      additionalProperties: false,
      required: ['alias'],
      properties: { alias },
    },
    split: {
      type: 'object',
      description: 'A version that answers a share of the keys: A/B',
      additionalProperties: false,
      required: ['alias', 'share'],
      properties: {
        alias,
        share: { type: 'number', minimum: 0, maximum: 1, description: 'Share of the keys' },
        by: {
          type: 'string',
          default: 'x-mlx-key',
          description:
            'Header, or field of the first row, whose value is the key: one key always gets one version',
        },
      },
    },
    fallback: {
      type: 'object',
      description: 'What answers when the model fails again and again (circuit breaker)',
      additionalProperties: false,
      default: {},
      properties: {
        to: {
          enum: ['previous', 'rule', 'none'],
          default: 'none',
          description: 'The version before, the answer of `answer`, or nothing (503)',
        },
        answer: {
          type: 'object',
          additionalProperties: true,
          description: 'One prediction, given for every row, such as `{ value: 0 }`',
        },
        failures: {
          type: 'integer',
          minimum: 1,
          default: 5,
          description: 'Failures in a row that open the circuit',
        },
        pause_seconds: {
          type: 'number',
          exclusiveMinimum: 0,
          default: 10,
          description: 'How long the model is left alone before it is tried again',
        },
      },
    },
  },
} as const satisfies JSONSchema;
