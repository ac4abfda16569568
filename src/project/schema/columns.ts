import type { JSONSchema } from 'json-schema-to-ts';
import { columnRoles, columnTypes } from '../../contracts/table.js';

const name = { type: 'string', minLength: 1 } as const;
const names = {
  type: 'array',
  items: name,
  description: 'Rows with the same values are looked at together',
} as const;
const order = { ...name, description: 'Column that says which row comes before which' } as const;

/** What may be said of one column of the table. */
export const columnSchema = {
  type: 'object',
  additionalProperties: false,
  properties: {
    type: { enum: columnTypes, description: 'What its values mean to a model' },
    role: { enum: columnRoles, description: 'What the column is for' },
    from: {
      ...name,
      description: 'Name of the column in the source, where it has another one there',
    },
    else: {
      enum: ['fail', 'missing'],
      description:
        'What becomes of a cell that does not fit `type`: an error (the default), or a missing value',
    },
    map: {
      type: 'object',
      minProperties: 1,
      additionalProperties: { type: ['string', 'number', 'boolean', 'null'] },
      description: 'Other values for some of the values, such as `{ m: male, f: female, x: null }`',
    },
    unmapped: {
      enum: ['keep', 'missing', 'fail'],
      description:
        'What becomes of a value that `map` does not name: it is kept (the default), missing, or an error',
    },
    unit: {
      type: 'object',
      additionalProperties: false,
      required: ['from', 'to'],
      description: 'Converts numbers from one unit of measure to another',
      properties: {
        from: { ...name, description: 'Unit in the source, such as `lb`' },
        to: { ...name, description: 'Unit in the table, such as `kg`' },
      },
    },
    expression: {
      ...name,
      description:
        'Derives the column: SQL over the other columns of the row, such as `price * quantity`',
    },
    lag: {
      type: 'object',
      additionalProperties: false,
      required: ['of', 'order'],
      description: 'Derives the column: the value another column had some rows earlier',
      properties: {
        of: { ...name, description: 'The other column' },
        by: { type: 'integer', minimum: 1, default: 1, description: 'How many rows earlier' },
        order,
        per: names,
      },
    },
    window: {
      type: 'object',
      additionalProperties: false,
      required: ['of', 'compute', 'order'],
      description: 'Derives the column: a figure over the rows up to this one',
      properties: {
        of: { ...name, description: 'The column the figure is of' },
        compute: {
          enum: ['mean', 'sum', 'min', 'max', 'sd', 'count', 'first', 'last'],
          description: 'Which figure; missing values do not count',
        },
        rows: {
          type: 'integer',
          minimum: 1,
          description: 'Over how many rows; all so far when left out',
        },
        span: {
          type: 'string',
          pattern: '^[0-9]+(s|min|h|d|w)$',
          description: 'Over how much time instead, such as `7d`, where `order` is a timestamp',
        },
        current: {
          type: 'boolean',
          default: true,
          description:
            'Whether the row itself counts; `false` where its value is not known in time',
        },
        order,
        per: names,
      },
    },
  },
} as const satisfies JSONSchema;
