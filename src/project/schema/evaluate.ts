import type { JSONSchema } from 'json-schema-to-ts';

/** What is found out about the model beside its metrics. */
export const evaluateSchema = {
  type: 'object',
  description: 'What is found out about the model beside its metrics',
  additionalProperties: false,
  default: {},
  properties: {
    insight: {
      type: 'object',
      description: 'Why the model says what it says, and where it fails; `false` for nothing of it',
      additionalProperties: false,
      default: {},
      properties: {
        importance: {
          enum: ['auto', true, false],
          default: 'auto',
          description:
            'How much each column matters to the model, by shuffling it; `auto`: where some seconds suffice',
        },
        dependence: {
          type: 'integer',
          minimum: 0,
          maximum: 30,
          default: 6,
          description: 'Columns whose effect is drawn: those that matter most',
        },
        contributions: {
          type: 'integer',
          minimum: 0,
          maximum: 20,
          default: 10,
          description: 'Rows, the worst predicted first, that are explained column by column',
        },
        slices: {
          type: 'boolean',
          default: true,
          description: 'Whether to search for kinds of rows in which the model errs more',
        },
        learning_curve: {
          type: 'boolean',
          default: false,
          description:
            'Whether to fit the chosen model again on parts of the training rows, to tell what more rows would bring',
        },
      },
    },
  },
} as const satisfies JSONSchema;
