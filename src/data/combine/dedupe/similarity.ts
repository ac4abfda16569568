import type { StepProblem } from '../rows/step-problem.js';

/** How alike two values of a column have to be: at least so much of 1, by Jaro–Winkler unless told otherwise. */
export type Similarity = number | { readonly by?: Measure; readonly at_least?: number };

type Measure = 'jaro-winkler' | 'tokens';

/** JSON Schema of the columns that need not be equal. */
export const similarSchema = {
  type: 'object',
  minProperties: 1,
  description:
    'Columns that need only be alike for rows to be the same, among rows that are equal in `on`: the least similarity, from 0 to 1 (short: `{ name: 0.92 }`)',
  additionalProperties: {
    type: ['number', 'object'],
    exclusiveMinimum: 0,
    maximum: 1,
    additionalProperties: false,
    properties: {
      by: {
        enum: ['jaro-winkler', 'tokens'],
        default: 'jaro-winkler',
        description:
          '`jaro-winkler` compares letters and favours equal beginnings; `tokens` is the share of words that two texts have in common, in any order',
      },
      at_least: {
        type: 'number',
        exclusiveMinimum: 0,
        maximum: 1,
        default: 0.9,
        description: 'The least similarity',
      },
    },
  },
} as const;

/** A column to be compared, with all that was left out. */
export interface Compared {
  readonly name: string;
  readonly by: Measure;
  readonly atLeast: number;
}

/** The columns to compare, in the order of their names. */
export function comparedOf(similar: Readonly<Record<string, Similarity>>): readonly Compared[] {
  return Object.entries(similar)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, wish]) => {
      const { by = 'jaro-winkler', at_least: atLeast = 0.9 } =
        typeof wish === 'number' ? { at_least: wish } : wish;
      return { name, by, atLeast };
    });
}

/** What the user reads of a comparison: `name ≥ 0.92`. */
export function comparedInWords({ name, by, atLeast }: Compared): string {
  return `${name}${by === 'tokens' ? ' (words)' : ''} ≥ ${atLeast}`;
}

/** A text made comparable, in SQL: without case, accents and blanks that are too many. */
export function comparable(cell: string): string {
  return `trim(regexp_replace(lower(strip_accents(CAST(${cell} AS VARCHAR))), '\\s+', ' ', 'g'))`;
}

/** What is compared of a {@link comparable} text, in SQL. */
export function prepared({ by }: Compared, text: string): string {
  if (by === 'jaro-winkler') return text;
  return `list_sort(list_distinct(list_filter(regexp_split_to_array(${text}, '[^\\p{L}\\p{N}]+'), lambda w: w <> '')))`;
}

/** How alike two {@link prepared} values are, from 0 to 1, in SQL. Jaccard's index of the words, for tokens. */
export function similarityOf({ by }: Compared, one: string, other: string): string {
  if (by === 'jaro-winkler') return `jaro_winkler_similarity(${one}, ${other})`;
  const common = `len(list_intersect(${one}, ${other}))`;
  const all = `(len(${one}) + len(${other}) - ${common})`;
  return `CASE WHEN ${all} = 0 THEN 0 ELSE ${common} / CAST(${all} AS DOUBLE) END`;
}

/** Columns that cannot be compared: those there are not are told of by others. */
export function similarProblems(
  similar: Readonly<Record<string, Similarity>> | undefined,
  on: readonly string[],
): readonly StepProblem[] {
  return Object.keys(similar ?? {})
    .filter((name) => on.includes(name))
    .map((name) => ({
      code: 'combine/bad-setting',
      message: `\`${name}\` has to be equal by \`on\`, so \`similar\` says nothing of it`,
      path: ['dedupe', 'similar', name],
      hints: ['Leave it out of `on` or of `similar`'],
    }));
}
