import type { JSONSchema } from 'json-schema-to-ts';
import { columnRoles, columnTypes } from '../../contracts/table.js';

/** Where the rows come from, and what their columns are. */
export const ingestSchema = {
  type: 'object',
  description: 'Where the rows come from, and what their columns are',
  additionalProperties: false,
  required: ['sources'],
  properties: {
    sources: {
      type: 'object',
      description: 'Named sources. Several are stacked, matching columns by name',
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
      description: 'Pins the type or role of a column; what is not named is inferred and printed',
      default: {},
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        properties: {
          type: { enum: columnTypes, description: 'What its values mean to a model' },
          role: { enum: columnRoles, description: 'What the column is for' },
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
  },
} as const satisfies JSONSchema;
