import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import type { ColumnType } from '../../../contracts/table.js';
import { identifier } from '../../tables/sql.js';
import { valueAs } from '../value-as.js';
import {
  type Check,
  columnOf,
  columnSettings,
  listOf,
  Misfit,
  namedUnder,
  type QualityRule,
  rowSettings,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'between'],
  properties: {
    ...columnSettings,
    between: {
      type: 'array',
      minItems: 2,
      maxItems: 2,
      items: { type: ['number', 'string', 'null'] },
      description: 'Least and greatest value, both allowed; `null` leaves a side open',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** Numbers, timestamps or texts within bounds; missing values are no matter. */
export const between: QualityRule<FromSchema<typeof schema>> = {
  name: 'between',
  summary: 'Values lie within bounds, which are allowed themselves; missing ones are no matter',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  checks: ({ column, between: bounds }, table) =>
    listOf(column).map((name): Check => {
      const { type } = columnOf(table, name);
      refuseNothing(bounds);
      const [low, high] = bounds.map((bound, side) => boundAs(type, bound, side));
      const cell = identifier(name);
      const sides = [
        ...(low === undefined ? [] : [`${cell} < ${low}`]),
        ...(high === undefined ? [] : [`${cell} > ${high}`]),
      ];
      return {
        kind: 'row',
        label: `\`${name}\` ${boundsText(bounds)}`,
        breaks: sides.length === 0 ? 'false' : `(${sides.join(' OR ')})`,
        shows: [name],
      };
    }),
};

type Bound = number | string | null;

function boundAs(type: ColumnType, bound: Bound, side: number): string | undefined {
  if (bound === null) return undefined;
  const path = ['between', side];
  if (type === 'boolean') {
    const hint = 'Use `in:` for a column of truths';
    throw new Misfit('A boolean column has no bounds', { path, hint });
  }
  // A bound of whole numbers may have a fraction.
  const fraction = type === 'integer' && typeof bound === 'number' && !Number.isInteger(bound);
  return valueAs(fraction ? 'number' : type, bound, path);
}

function refuseNothing([low, high]: readonly Bound[]): void {
  if (typeof low !== 'number' || typeof high !== 'number' || low <= high) return;
  throw new Misfit(`No value is at least ${low} and at most ${high}`, {
    path: ['between'],
    hint: 'Write the least value first',
  });
}

function boundsText([low = null, high = null]: readonly Bound[]): string {
  if (low === null) return high === null ? 'between any bounds' : `at most ${high}`;
  return high === null ? `at least ${low}` : `between ${low} and ${high}`;
}
