import type { FromSchema, JSONSchema } from 'json-schema-to-ts';
import { storageOf } from '../../tables/cell-types.js';
import { identifier } from '../../tables/sql.js';
import {
  type Check,
  columnOf,
  columnSettings,
  listOf,
  Misfit,
  namedUnder,
  type QualityRule,
  type RuleTable,
  rowSettings,
  type SetCheck,
} from './rule.js';

const schema = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'typos'],
  properties: {
    ...columnSettings,
    typos: { const: true, description: 'Written as `typos: true`' },
    distance: {
      type: 'integer',
      minimum: 1,
      maximum: 2,
      default: 1,
      description: 'Letters that may be wrong, missing, too many or swapped',
    },
    rarer: {
      type: 'number',
      exclusiveMinimum: 1,
      default: 10,
      description: 'How many times as frequent the right value must be',
    },
    ...rowSettings,
  },
} as const satisfies JSONSchema;

/** No value is nearly another one that is far more frequent. */
export const typos: QualityRule<FromSchema<typeof schema>> = {
  name: 'typos',
  summary: 'No value is a letter away from another that is far more frequent',
  properties: schema.properties,
  required: ['column'],
  columns: ({ column }) => namedUnder('column', column),
  checks: ({ column, distance, rarer }, table) =>
    listOf(column).map((name, index): Check => {
      const { type } = columnOf(table, name);
      if (storageOf(type) !== 'VARCHAR') {
        throw new Misfit(`\`${name}\` is of the type ${type}, and only words have typos`, {
          path: typeof column === 'string' ? ['column'] : ['column', index],
          hint: 'Give the column the type `category` under `ingest.columns` if its values are codes',
        });
      }
      return misspellings(name, { distance, rarer }, table);
    }),
};

interface Likeness {
  readonly distance: number;
  readonly rarer: number;
}

/**
 * Two words within a distance share what is left when so many letters are taken out of each (the deletion
 * neighbourhood of SymSpell), so that words meet by a join on equality and not each with each. Of a long word too much
 * would be left; those few meet each other.
 */
function misspellings(
  name: string,
  { distance, rarer }: Likeness,
  { relation }: RuleTable,
): SetCheck {
  const value = identifier(name);
  const words = `SELECT ${value} AS w, count(*) AS n, length(${value}) AS size FROM ${relation}
    WHERE ${value} IS NOT NULL AND length(${value}) > ${3 * distance} GROUP BY 1, 3`;
  const rests = `SELECT w, n, unnest(list_append(${shortened('w')}, w)) AS s FROM words WHERE size <= ${longest}`;
  const stems =
    distance === 1
      ? rests
      : `SELECT w, n, unnest(list_append(${shortened('s')}, s)) AS s FROM (${rests})`;
  const isRight = (other: string): string =>
    `${other}.n >= ${rarer}::DOUBLE * a.n AND a.w <> ${other}.w`;
  const wrong = `WITH words AS (${words}), stems AS (SELECT DISTINCT w, n, s FROM (${stems})),
    pairs AS (
      SELECT DISTINCT a.w, b.w AS other FROM stems AS a JOIN stems AS b ON a.s = b.s AND ${isRight('b')}
      UNION ALL
      SELECT a.w, b.w FROM words AS a JOIN words AS b ON ${isRight('b')} AND abs(a.size - b.size) <= ${distance}
        WHERE a.size > ${longest} OR b.size > ${longest})
    SELECT DISTINCT w FROM pairs WHERE damerau_levenshtein(w, other) <= ${distance}`;
  return {
    kind: 'set',
    label: `\`${name}\` without typos`,
    breaking: `SELECT r.__row FROM ${relation} AS r JOIN (${wrong}) AS t ON r.${value} = t.w`,
    shows: [name],
  };
}

/** Letters of the longest word whose neighbourhood is spelt out. */
const longest = 40;

/** A word with each of its letters taken out in turn, in SQL. */
function shortened(word: string): string {
  return `list_transform(range(1, length(${word}) + 1), lambda i: left(${word}, i - 1) || substr(${word}, i + 1))`;
}
