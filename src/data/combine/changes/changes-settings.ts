import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { namesSchema } from '../combine-verb.js';

/** What may be said of change records. */
export const changesSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['changes'],
  properties: {
    changes: {
      type: 'object',
      description: 'Records of what was created, updated and deleted, and how to read them',
      additionalProperties: false,
      required: ['source', 'key'],
      properties: {
        source: { type: 'string', minLength: 1, description: 'The source with the records' },
        key: { ...namesSchema, description: 'Columns whose values name a row of the table' },
        format: {
          enum: ['debezium', 'flat'],
          description:
            'debezium (the default): `op`, `before` and `after`, alone or inside `payload`; flat: the columns of the table and one for what happened',
        },
        op: {
          type: 'string',
          minLength: 1,
          description:
            'For flat: the column that says what happened; `op` by default, with values such as insert, update, delete, or c, u, d',
        },
        order: {
          ...namesSchema,
          description:
            'What the records are ordered by, such as `source.lsn`; the order they are read in by default',
        },
        times: {
          type: 'object',
          description:
            'For debezium without its schema: the unit of times that are whole numbers, such as `{ created_at: us }`',
          additionalProperties: { enum: ['days', 's', 'ms', 'us', 'ns'] },
        },
      },
    },
  },
} as const satisfies JSONSchema;

export type ChangesSettings = FromSchema<typeof changesSchema>['changes'];

/** What stands for a value that was not sent along because it had not changed. */
export const unavailable = '__debezium_unavailable_value';
