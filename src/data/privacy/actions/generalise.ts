import type { Json, JsonObject } from '../../../contracts/json.js';
import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { Column } from '../../../contracts/table.js';
import { MlxError } from '../../../errors/index.js';
import { identifier, literal } from '../../tables/sql.js';
import { defineAction, type ProtectedCell } from './action.js';

const params = {
  width: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'Numbers: down to the nearest multiple, so that 37 becomes 30 with `width: 10`',
  },
  bins: {
    type: 'array',
    items: { type: 'number' },
    description: 'Numbers: edges between classes, rising; each class takes its lower edge',
  },
  to: {
    enum: ['decade', 'year', 'quarter', 'month', 'day'],
    description: 'Timestamps: down to the beginning of the decade, year, quarter, month or day',
  },
  prefix: {
    type: 'integer',
    minimum: 1,
    description: 'Codes such as postcodes: the first characters only',
  },
  network: {
    type: 'integer',
    minimum: 8,
    maximum: 24,
    description: 'IP addresses: the network of this many bits (8, 16 or 24); of IPv6 always 48',
  },
  map: {
    type: 'object',
    additionalProperties: { type: 'string' },
    description: 'Categories: what each value becomes; what is not named becomes `other`',
  },
  other: {
    type: 'string',
    description: 'With `map`: what all other values become; `other` by default',
  },
} as const satisfies Params;

/** How `generalise` is to make values less exact: exactly one of its ways. */
export type GeneraliseValues = ValuesOf<typeof params>;
type Way = Exclude<keyof GeneraliseValues, 'other'>;
type Target = Pick<Column, 'name' | 'type'>;

/** Less exact, and still of use to a model. The same value always becomes the same. */
export const generalise = defineAction({
  name: 'generalise',
  summary: 'make values less exact: classes of numbers, months of dates, beginnings of codes',
  params,
  required: [],
  mayBeFeature: true,
  complaint: complaintOf,
  protect: (column, values) => Promise.resolve(generalisedCell(column, values)),
});

/** A cell less exact, in SQL. Throws `privacy/action-type` for a column of another type than the way takes. */
export function generalisedCell(column: Target, values: GeneraliseValues): ProtectedCell {
  const way = wayOf(values);
  if (way === undefined) throw new Error('the rules let no `generalise` without one way pass');
  const takes = ways[way].types;
  if (!takes.includes(column.type)) throw cannot(column, way);
  return ways[way].cell(column, values);
}

/** A value that becomes this one, for examples of rows; of classes one within, so that nothing is told of the value that was there. */
export function exactExample(value: Json, values: GeneraliseValues): Json {
  const { bins, network, map, other = 'other' } = values;
  if (value === null) return null;
  if (bins !== undefined) return withinClass(value as string, bins);
  // Of IPv6 and of postcodes the beginning becomes itself.
  if (network !== undefined) return (value as string).replace(/[/]\d+$/, '');
  if (map === undefined) return value;
  const named = Object.entries(map).find(([, to]) => to === value)?.[0];
  return named ?? (value === other && map[other] === undefined ? other : null);
}

function withinClass(label: string, edges: readonly number[]): number | null {
  const [first] = edges;
  if (first !== undefined && label === `< ${first}`) return first - 1;
  return edges.find((edge) => label === `>= ${edge}` || label.startsWith(`${edge} to `)) ?? null;
}

function complaintOf(settings: JsonObject): string | undefined {
  const given = wayNames.filter((way) => settings[way] !== undefined);
  if (given.length !== 1) return `takes exactly one of ${wayNames.join(', ')}`;
  const { bins, network } = settings;
  if (Array.isArray(bins) && !isRising(bins)) return 'needs `bins` that rise, one at least';
  if (network !== undefined && ![8, 16, 24].includes(Number(network))) {
    return 'takes a `network` of 8, 16 or 24 bits';
  }
  return undefined;
}

function isRising(edges: readonly unknown[]): boolean {
  return (
    edges.length > 0 && edges.every((edge, at) => at === 0 || Number(edge) > Number(edges[at - 1]))
  );
}

function wayOf(values: GeneraliseValues): Way | undefined {
  return wayNames.find((way) => values[way] !== undefined);
}

const ways: Readonly<
  Record<
    Way,
    { types: readonly string[]; cell: (column: Target, values: GeneraliseValues) => ProtectedCell }
  >
> = {
  width: {
    types: ['number', 'integer'],
    cell: ({ name, type }, { width = 1 }) => {
      const whole = type === 'integer' && Number.isInteger(width);
      const down = `floor(${identifier(name)} / ${width}) * ${width}`;
      return whole
        ? { cell: `CAST(${down} AS BIGINT)`, type: 'integer' }
        : { cell: `CAST(${down} AS DOUBLE)`, type: 'number' };
    },
  },
  bins: {
    types: ['number', 'integer'],
    cell: ({ name }, { bins = [] }) => ({
      cell: classOf(identifier(name), bins),
      type: 'category',
    }),
  },
  to: {
    types: ['timestamp'],
    cell: ({ name }, { to = 'year' }) => ({
      cell: `CAST(date_trunc(${literal(to)}, ${identifier(name)}) AS TIMESTAMP)`,
      type: 'timestamp',
    }),
  },
  prefix: {
    types: ['category', 'text', 'integer'],
    cell: ({ name }, { prefix = 1 }) => ({
      cell: `left(CAST(${identifier(name)} AS VARCHAR), ${prefix})`,
      type: 'category',
    }),
  },
  network: {
    types: ['category', 'text'],
    cell: ({ name }, { network = 24 }) => ({
      cell: networkOf(identifier(name), network),
      type: 'category',
    }),
  },
  map: {
    types: ['category', 'text', 'integer', 'boolean'],
    cell: ({ name }, { map = {}, other = 'other' }) => {
      const cell = `CAST(${identifier(name)} AS VARCHAR)`;
      const cases = Object.entries(map).map(
        ([from, to]) => `WHEN ${cell} = ${literal(from)} THEN ${literal(to)}`,
      );
      return {
        cell: `CASE ${cases.join(' ')} WHEN ${cell} IS NOT NULL THEN ${literal(other)} END`,
        type: 'category',
      };
    },
  },
};

const wayNames: readonly Way[] = ['width', 'bins', 'to', 'prefix', 'network', 'map'];

/** `< 18`, `18 to 65`, `>= 65`: a class takes its lower edge and not its upper. */
function classOf(cell: string, edges: readonly number[]): string {
  const classes = edges.map((edge, at) => {
    const label = at === 0 ? `< ${edge}` : `${edges[at - 1] ?? ''} to ${edge}`;
    return `WHEN ${cell} < ${edge} THEN ${literal(label)}`;
  });
  const last = literal(`>= ${edges.at(-1) ?? ''}`);
  return `CASE ${classes.join(' ')} WHEN ${cell} IS NOT NULL THEN ${last} END`;
}

/** What is no address becomes missing: it may be anything. */
function networkOf(cell: string, bits: number): string {
  const kept = bits / 8;
  const pattern = `^(${Array.from({ length: kept }, () => '[0-9]{1,3}').join('[.]')})${'[.][0-9]{1,3}'.repeat(4 - kept)}$`;
  const v4 = `regexp_extract(${cell}, ${literal(pattern)}, 1) || ${literal(`${'.0'.repeat(4 - kept)}/${bits}`)}`;
  const groups = `list_slice(string_split(split_part(lower(${cell}), '::', 1), ':'), 1, 3)`;
  const filled = `list_transform(list_resize(${groups}, 3, '0'), lambda part : CASE WHEN part = '' THEN '0' ELSE part END)`;
  return `CASE WHEN regexp_full_match(${cell}, ${literal(pattern)}) THEN ${v4}
    WHEN regexp_full_match(${cell}, '[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*') THEN array_to_string(${filled}, ':') || '::/48' END`;
}

function cannot({ name, type }: Target, way: Way): MlxError {
  const { types } = ways[way];
  return new MlxError(
    'privacy/action-type',
    `\`generalise\` by \`${way}\` takes ${types.join(', ')}, and \`${name}\` is ${type}`,
    {
      hints: [
        `Pin its type, if its values allow it: \`ingest: { columns: { ${name}: ${types[0] ?? ''} } }\``,
        'Or choose another way to generalise it',
      ],
    },
  );
}
