import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { listOf, namesSchema } from '../combine-verb.js';

/** What may be said of a join. */
export const joinSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['join'],
  properties: {
    join: { type: 'string', minLength: 1, description: 'The source whose columns are added' },
    on: {
      type: ['string', 'array', 'object'],
      minLength: 1,
      minItems: 1,
      minProperties: 1,
      items: { type: 'string', minLength: 1 },
      additionalProperties: { type: 'string', minLength: 1 },
      description:
        'Columns that must be equal: a name, several, or `{ here: there }` where the names differ',
    },
    how: {
      enum: ['left', 'inner', 'full', 'as-of'],
      default: 'left',
      description:
        'left keeps every row there is, inner those with a match, full also the rows of the source without one; as-of takes the match by time',
    },
    columns: {
      ...namesSchema,
      description: 'Columns of the source that come along; all but its keys by default',
    },
    prefix: { type: 'string', minLength: 1, description: 'Precedes the names of what comes along' },
    expect: {
      enum: ['one', 'many'],
      default: 'one',
      description: 'How many matches a row may have; `one` refuses to multiply rows',
    },
    time: {
      type: ['string', 'object'],
      minLength: 1,
      minProperties: 1,
      maxProperties: 1,
      additionalProperties: { type: 'string', minLength: 1 },
      description: 'For as-of: the column both have for the time, or `{ here: there }`',
    },
    direction: {
      enum: ['before', 'after', 'nearest'],
      default: 'before',
      description:
        'For as-of: the last match at or before the time, the first at or after it, or the nearer',
    },
    tolerance: {
      type: ['string', 'number'],
      description:
        'For as-of: how far away a match may be, such as `7d`; a number for numeric times',
    },
  },
} as const satisfies JSONSchema;

export type JoinSettings = FromSchema<typeof joinSchema>;

/** Names of columns here, each with its counterpart there. */
export function keysOf({ on }: JoinSettings): Readonly<Record<string, string>> {
  if (on === undefined) return {};
  if (typeof on === 'object' && !Array.isArray(on)) return on;
  return Object.fromEntries(listOf(on as string | readonly string[]).map((name) => [name, name]));
}

/** The columns of the time here and there; undefined for a join without. */
export function timesOf({ time }: JoinSettings): readonly [string, string] | undefined {
  if (time === undefined) return undefined;
  if (typeof time === 'string') return [time, time];
  return Object.entries(time as Readonly<Record<string, string>>)[0];
}

/** Columns that come along, and the names they get. */
export function broughtColumns(
  settings: JoinSettings,
  there: readonly string[],
): readonly { readonly name: string; readonly as: string }[] {
  const { columns, prefix = '' } = settings;
  const keys = [...Object.values(keysOf(settings)), timesOf(settings)?.[1]];
  const names =
    columns === undefined ? there.filter((name) => !keys.includes(name)) : listOf(columns);
  return names.map((name) => ({ name, as: `${prefix}${name}` }));
}
