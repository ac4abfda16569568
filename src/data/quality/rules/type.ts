import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { columnTypes } from '../../../contracts/table.js';
import { readsAs, storageOf } from '../../tables/cell-types.js';
import { identifier } from '../../tables/sql.js';
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
  required: ['column', 'type'],
  properties: {
    ...columnSettings,
    type: { enum: columnTypes, description: 'The type every value can be read as' },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/**
 * Values can be read as a type. Cells that cannot be read as the type their column is declared to have were kept aside when
 * they were read; of another type, with `else: quarantine` the column has it from then on.
 */
export const type: QualityRule<FromSchema<typeof schema>> = {
  name: 'type',
  summary: 'Values can be read as a type, which the column takes once the others are quarantined',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  checks: ({ column, type: wanted }, table) =>
    listOf(column).map((name): Check => {
      const { type: own } = columnOf(table, name);
      const misfit = table.misfits?.get(name);
      const label = `\`${name}\` of the type ${wanted}`;
      if (misfit !== undefined && own === wanted) {
        return { kind: 'row', label, breaks: `${identifier(misfit)} IS NOT NULL`, shows: [misfit] };
      }
      const cell = identifier(name);
      const text = storageOf(own) === 'VARCHAR' ? cell : `CAST(${cell} AS VARCHAR)`;
      return {
        kind: 'row',
        label,
        breaks: own === wanted ? 'false' : `(${cell} IS NOT NULL AND NOT ${readsAs(wanted, text)})`,
        shows: [name],
        ...(own !== wanted && { becomes: { column: name, type: wanted } }),
      };
    }),
};
