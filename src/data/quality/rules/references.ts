import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { typedCell } from '../../tables/cell-types.js';
import { identifier } from '../../tables/sql.js';
import { openReference } from '../open-reference.js';
import {
  type Check,
  columnOf,
  columnSettings,
  listOf,
  namedUnder,
  type QualityRule,
  rowSettings,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'references'],
  properties: {
    ...columnSettings,
    references: {
      type: 'object',
      additionalProperties: false,
      required: ['column'],
      minProperties: 2,
      maxProperties: 2,
      properties: {
        file: {
          type: 'string',
          minLength: 1,
          description: 'A file any source can read, relative to the project file',
        },
        source: {
          type: 'string',
          minLength: 1,
          description:
            'Or a source of the project; unless `combine` names it too, its rows are no rows of the table',
        },
        column: { type: 'string', minLength: 1, description: 'The column of it that has them all' },
      },
      description:
        'Where every value must be found: `{ file: countries.csv, column: code }` or `{ source: customers, column: id }`',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** Every value is found in a column of another table: a foreign key. */
export const references: QualityRule<FromSchema<typeof schema>> = {
  name: 'references',
  summary: 'Every value is found in a column of another file or source; missing ones are no matter',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  files: ({ references: { file } }) => (file === undefined ? [] : [file]),
  looksInto: ({ references: { source, column } }) =>
    source === undefined ? [] : [{ source, column, path: ['references'] }],
  async checks({ column, references: reference }, table) {
    const known = await openReference(reference, table);
    const { relation } = table;
    return listOf(column).map((name): Check => {
      const value = identifier(name);
      const { type } = columnOf(table, name);
      const there = `SELECT ${typedCell(type, known.cell)} AS v FROM ${known.relation}`;
      return {
        kind: 'set',
        label: `\`${name}\` in \`${reference.column}\` of \`${reference.source ?? reference.file ?? ''}\``,
        breaking: `SELECT r.__row FROM ${relation} AS r ANTI JOIN (${there}) AS k ON r.${value} = k.v
          WHERE r.${value} IS NOT NULL`,
        shows: [name],
      };
    });
  },
};
