import type { JSONSchema } from 'json-schema-to-ts';

/** What the work runs on. */
export const computeSchema = {
  type: 'object',
  description: 'What the work runs on',
  additionalProperties: false,
  default: {},
  properties: {
    target: {
      type: 'string',
      default: 'local',
      description: 'Target on which stages run; `--target` overrides it',
    },
    backend: {
      enum: ['auto', 'tensorflow', 'wasm', 'cpu'],
      default: 'auto',
      description: 'TensorFlow.js backend; `auto` takes the fastest that works',
    },
  },
} as const satisfies JSONSchema;
