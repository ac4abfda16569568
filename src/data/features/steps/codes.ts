import type { ValuesOf } from '../../../contracts/params.js';
import { checkRare, fewest, rareParams } from './parts/rare.js';
import type { StringEncoder } from './step.js';

const params = {
  max_codes: {
    type: 'integer',
    default: 10_000,
    minimum: 1,
    description: 'The most frequent categories of the training column get a code each; how many',
  },
  ...rareParams,
} as const;

type State = {
  /** Most frequent first, ties by value: the place is the code. */
  readonly categories: readonly string[];
};

/**
 * A category as one number, its place by frequency in training. Rarer and unknown categories share the last code; a missing
 * value that nothing stands for is NaN. For families that know a code from a number, such as trees.
 */
export const codes: StringEncoder<State, ValuesOf<typeof params>> = {
  name: 'codes',
  slot: 'encode',
  reads: 'string',
  summary: 'one number for each category, for families that read codes as names',
  accepts: ['category'],
  params,
  check: checkRare,

  async fit(stats, { max_codes: most, rare }, { fill }) {
    const least = fewest(rare, stats.rows);
    const counted = (await stats.values(most))
      .filter(({ count }) => count >= least)
      .map(({ value }) => value);
    const stranger = fill !== null && stats.missing > 0 && !counted.includes(String(fill));
    return { categories: stranger ? [...counted, String(fill)] : counted };
  },

  outputs: (column) => [column],
  block: ({ categories }) => ({ kind: 'category', levels: categories.length + 1 }),

  writer({ categories }, fill) {
    const places = new Map(categories.map((category, place) => [category, place]));
    const unknown = categories.length;
    const absent = fill === null ? NaN : (places.get(String(fill)) ?? unknown);
    return (values, { from, count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const value = values[from + row] ?? null;
        target[cell + row * stride] = value === null ? absent : (places.get(value) ?? unknown);
      }
    };
  },
};
