import type { JSONSchema } from 'json-schema-to-ts';

const sentences = (description: string) =>
  ({ type: 'array', description, default: [], items: { type: 'string', minLength: 1 } }) as const;

/** What no data tells: it goes into the model card as it is written. */
export const aboutSchema = {
  type: 'object',
  description: 'What the model is for and who answers for it: goes into the model card as it is',
  additionalProperties: false,
  properties: {
    purpose: { type: 'string', minLength: 1, description: 'What the model is for, in a sentence' },
    use: sentences('Uses it is meant for'),
    not_for: sentences('Uses it is not meant for'),
    limits: sentences('What is known to be weak, missing or uncertain'),
    owners: sentences('Who answers for it, and how to reach them'),
  },
} as const satisfies JSONSchema;
