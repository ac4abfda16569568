import type { StringEncoder } from './step.js';

type State = {
  /** Most frequent first. */
  readonly categories: readonly string[];
  /** Of each category, then of missing values, then of an unknown category. */
  readonly values: readonly number[];
};

/**
 * A category as the share of the training rows that have it, 0 for an unknown one; brought to mean 0 and standard deviation 1
 * for families that read scaled features. At most the 10,000 most frequent categories are known.
 */
export const frequency: StringEncoder<State> = {
  name: 'frequency',
  slot: 'encode',
  reads: 'string',
  summary: 'the share of the training rows that have the category',
  accepts: ['category'],
  params: {},

  async fit(column, _params, { fill, reading }) {
    const counted = new Map(
      (await column.values(mostCategories)).map(({ value, count }) => [value, count]),
    );
    const absent = fill === null ? column.missing : 0;
    if (fill !== null && column.missing > 0) {
      counted.set(String(fill), (counted.get(String(fill)) ?? 0) + column.missing);
    }
    const counts = [...counted.values(), absent, 0];
    const shares = counts.map((count) => (column.rows === 0 ? 0 : count / column.rows));
    // Over the rows, the mean of a row's share is the sum of the squared shares.
    const mean = shares.reduce((sum, share) => sum + share * share, 0);
    const sd = Math.sqrt(shares.reduce((sum, share) => sum + share * (share - mean) ** 2, 0));
    const scaled = shares.map((share) => (sd === 0 ? 0 : (share - mean) / sd));
    return { categories: [...counted.keys()], values: reading !== 'native' ? scaled : shares };
  },

  outputs: (column) => [`${column}.frequency`],

  writer({ categories, values }, fill) {
    const places = new Map(categories.map((category, place) => [category, place]));
    const unknown = categories.length + 1;
    const absent = fill === null ? categories.length : (places.get(String(fill)) ?? unknown);
    return (cells, { from, count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const value = cells[from + row] ?? null;
        target[cell + row * stride] = values[
          value === null ? absent : (places.get(value) ?? unknown)
        ] as number;
      }
    };
  },
};

const mostCategories = 10_000;
