import type { ColumnStats } from '../../../contracts/batch.js';
import type { Params, ValuesOf } from '../../../contracts/params.js';
import { checkRare, fewest, rareParams } from './parts/rare.js';
import type { Fill, StringEncoder } from './step.js';

const params = {
  max_categories: {
    type: 'integer',
    default: 50,
    minimum: 1,
    description: 'The most frequent categories of the training column get a feature each; how many',
  },
  other: {
    type: 'boolean',
    description:
      'One more feature for rarer and unknown categories, which else are all zeros; by default when training has more than `max_categories`, or rare ones',
  },
  ...rareParams,
} as const satisfies Params;

type State = {
  /** Most frequent first, ties by value. */
  readonly categories: readonly string[];
  /** Missing values stay missing and occur in training, so that they have a feature. */
  readonly missing: boolean;
  readonly other: boolean;
};

/**
 * A feature per category, 1 where a row has it. A category training has not seen sets `column=(other)` when there is
 * one and else leaves all zeros; so does a missing value that neither is imputed nor occurs in training.
 */
export const oneHot: StringEncoder<State, ValuesOf<typeof params>> = {
  name: 'one-hot',
  slot: 'encode',
  reads: 'string',
  summary: 'a feature per category, 1 where a row has it',
  accepts: ['category'],
  params,
  check: checkRare,

  async fit(stats, { max_categories: most, other, rare }, { fill }) {
    const counted = await countedValues(stats, most, fill);
    const least = fewest(rare, stats.rows);
    const frequent = counted.slice(0, most).filter(({ count }) => count >= least);
    return {
      categories: frequent.map(({ value }) => value),
      missing: fill === null && stats.missing > 0,
      other: other ?? counted.length > frequent.length,
    };
  },

  outputs: (column, { categories, missing, other }) => [
    ...categories.map((category) => `${column}=${category}`),
    ...(missing ? [`${column}=(missing)`] : []),
    ...(other ? [`${column}=(other)`] : []),
  ],

  block: () => ({ kind: 'one-hot' }),

  writer({ categories, missing, other }, fill) {
    const places = new Map(categories.map((category, place) => [category, place]));
    const width = categories.length + Number(missing) + Number(other);
    const unknown = other ? width - 1 : -1;
    const absent = fill === null ? missingPlace() : (places.get(String(fill)) ?? unknown);

    function missingPlace(): number {
      return missing ? categories.length : unknown;
    }

    return (values, { from, count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const first = cell + row * stride;
        for (let at = first; at < first + width; at++) target[at] = 0;
        const value = values[from + row] ?? null;
        const place = value === null ? absent : (places.get(value) ?? unknown);
        if (place >= 0) target[first + place] = 1;
      }
    };
  },
};

/** Categories by frequency after imputing, one more than wanted if there are so many. */
async function countedValues(
  stats: ColumnStats,
  most: number,
  fill: Fill,
): Promise<readonly { readonly value: string; readonly count: number }[]> {
  const counts = new Map(
    (await stats.values(most + 1)).map(({ value, count }) => [value, count] as const),
  );
  if (fill !== null && stats.missing > 0) {
    counts.set(String(fill), (counts.get(String(fill)) ?? 0) + stats.missing);
  }
  return [...counts]
    .sort(([a, often], [b, more]) => more - often || (a < b ? -1 : 1))
    .map(([value, count]) => ({ value, count }));
}
