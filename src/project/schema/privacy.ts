import type { JSONSchema } from 'json-schema-to-ts';

/** How personal data is found, protected, kept for how long, and who may not be told apart. */
export const privacySchema = {
  type: 'object',
  description:
    'What becomes of personal data. A name that is none of these settings is a column: `email: drop`',
  additionalProperties: false,
  default: {},
  properties: {
    detect: {
      enum: ['warn', 'fail', 'off'],
      default: 'warn',
      description: 'What to do when a feature without an action looks like personal data',
    },
    columns: {
      type: 'object',
      description: 'What to do with which column',
      default: {},
      additionalProperties: {
        type: 'object',
        required: ['action'],
        properties: { action: { type: 'string', description: 'Name of a privacy action' } },
        additionalProperties: true,
      },
    },
    k_anonymity: {
      type: 'object',
      description: 'How many rows have to share the columns that together might tell a person',
      additionalProperties: false,
      required: ['k', 'quasi'],
      properties: {
        k: { type: 'integer', minimum: 2, description: 'Rows that have to look alike' },
        quasi: {
          type: 'array',
          minItems: 1,
          items: { type: 'string' },
          description: 'Columns that anybody may know of a person, after their actions',
        },
        else: {
          enum: ['fail', 'suppress', 'warn'],
          default: 'fail',
          description: 'With rows that fall short: stop, leave them out, or say so',
        },
        sensitive: {
          type: 'string',
          description:
            'Column that nobody should learn of a person: each group needs `l` values of it',
        },
        l: {
          type: 'integer',
          minimum: 2,
          default: 2,
          description: 'Values of `sensitive` that each group needs (distinct l-diversity)',
        },
      },
    },
    retention: {
      type: 'object',
      description: 'Rows that are too old are not taken in',
      additionalProperties: false,
      required: ['column', 'days'],
      properties: {
        column: { type: 'string', description: 'Timestamp that says how old a row is' },
        days: { type: 'integer', minimum: 1, description: 'Days a row may be kept' },
        as_of: {
          type: 'string',
          pattern: '^\\d{4}-\\d{2}-\\d{2}$',
          description: 'The day to count back from, as YYYY-MM-DD; today when left out',
        },
      },
    },
    subject: {
      type: 'string',
      minLength: 1,
      description: 'Column that says whose row it is: where `mlx forget` looks',
    },
    erasure_key: {
      type: 'string',
      minLength: 1,
      description:
        'Secret by reference that goes into the hashes of erased ids, so that trying all ids does not tell whose they are',
    },
  },
} as const satisfies JSONSchema;
