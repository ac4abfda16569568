import type { JSONSchema } from 'json-schema-to-ts';
import { columnSchema } from './columns.js';
import { privacySchema } from './privacy.js';

/** Where the rows come from, and what their columns are. */
export const ingestSchema = {
  type: 'object',
  description: 'Where the rows come from, and what their columns are',
  additionalProperties: false,
  required: ['sources'],
  properties: {
    sources: {
      type: 'object',
      description:
        'Named sources. Several are stacked, matching columns by name, unless `combine` says otherwise',
      minProperties: 1,
      additionalProperties: {
        type: 'object',
        required: ['type'],
        properties: { type: { type: 'string', description: 'Kind of source' } },
        additionalProperties: true,
      },
    },
    source_column: {
      type: 'string',
      minLength: 1,
      description: 'Adds a column with the name of the source each row came from',
    },
    columns: {
      type: 'object',
      description:
        'What is said of a column: its type and role, another name or unit, or how it follows from others. What is not named is inferred and printed',
      default: {},
      additionalProperties: columnSchema,
    },
    schema: {
      type: 'object',
      description: 'What is done when the columns are not those accepted with `mlx accept`',
      additionalProperties: false,
      default: {},
      properties: {
        changes: {
          enum: ['fail', 'warn', 'accept-additions'],
          default: 'fail',
          description: 'Stop, only say so, or stop for anything but new columns',
        },
        locked: {
          type: 'boolean',
          default: false,
          description: 'Whether data must have been accepted before; `--locked` sets it',
        },
      },
    },
    combine: {
      type: 'array',
      description:
        'How several sources become one table, step by step; by default they are stacked',
      default: [],
      items: { type: 'object', additionalProperties: true },
    },
    sample: {
      type: 'number',
      exclusiveMinimum: 0,
      description:
        'Tries the project on some rows, the same each time: a share such as `1%`, or a number of rows; `--sample` sets it',
    },
    steps: {
      type: 'array',
      description:
        "Modules of the project's own, in TypeScript or JavaScript, that change the table a batch at a time, in order",
      default: [],
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['module'],
        properties: {
          module: {
            type: 'string',
            minLength: 1,
            description:
              'The module, relative to the project file; `./clean.ts` alone stands for it',
          },
          params: {
            type: 'object',
            additionalProperties: true,
            default: {},
            description:
              'What its `step` is handed; all that stands beside `module` unless written out',
          },
        },
      },
    },
    quality: {
      type: 'array',
      description:
        'What must hold for the rows, in order; a row that breaks a rule can be set aside',
      default: [],
      items: { type: 'object', additionalProperties: true },
    },
    privacy: privacySchema,
  },
} as const satisfies JSONSchema;
