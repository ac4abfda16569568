import type { Params, ValuesOf } from '../../../contracts/params.js';
import { nearestWord } from '../../../errors/index.js';
import { type StringEncoder, storableOrMissing } from './step.js';

const params = {
  order: {
    type: 'array',
    items: { type: 'string' },
    description: 'Every category, from the lowest to the highest',
  },
} as const satisfies Params;

type State = {
  readonly order: readonly string[];
  /** Of each category, then of a missing or unknown one; null where that stays unknown. */
  readonly values: readonly (number | null)[];
};

/**
 * A category as its place in an order that the project gives: 0, 1, 2 …, and for families that read scaled features brought to
 * mean 0 and standard deviation 1. A missing or unknown category is NaN for families that read it, else the mean.
 */
export const ordinal: StringEncoder<State, ValuesOf<typeof params>> = {
  name: 'ordinal',
  slot: 'encode',
  reads: 'string',
  summary: 'the place of the category in an order of your own',
  accepts: ['category'],
  params,
  check: ({ order }) =>
    order === undefined || order.length === 0 || new Set(order).size < order.length
      ? 'needs as `order` the list of all categories, each once, from the lowest to the highest'
      : undefined,

  async flaw(column, { order = [] }) {
    const values = (await column.values()).map(({ value }) => value);
    const lacking = values.find((value) => !order.includes(value));
    if (lacking === undefined) return undefined;
    const nearest = nearestWord(
      lacking,
      order.filter((category) => !values.includes(category)),
    );
    return {
      words: `has no place in \`order\` for \`${lacking}\`, which stands in the training rows`,
      hint:
        nearest === undefined
          ? `Add \`${lacking}\` to \`order\`, or make it missing: \`null_values\``
          : `Is \`${nearest}\`, which no training row has, meant to be \`${lacking}\`?`,
    };
  },

  async fit(column, { order = [] }, { fill, reading }) {
    const places = order.map((_, place) => place);
    if (reading === 'native') return { order, values: [...places, null] };
    const counts = new Map((await column.values()).map(({ value, count }) => [value, count]));
    if (fill !== null) {
      counts.set(String(fill), (counts.get(String(fill)) ?? 0) + column.missing);
    }
    const weights = order.map((category) => counts.get(category) ?? 0);
    const rows = Math.max(
      1,
      weights.reduce((sum, weight) => sum + weight, 0),
    );
    const mean = weights.reduce((sum, weight, place) => sum + weight * place, 0) / rows;
    const variance =
      weights.reduce((sum, weight, place) => sum + weight * (place - mean) ** 2, 0) / rows;
    const sd = Math.sqrt(variance);
    return { order, values: [...places.map((place) => (sd === 0 ? 0 : (place - mean) / sd)), 0] };
  },

  outputs: (column) => [column],

  writer({ order, values }, fill) {
    const places = new Map(order.map((category, place) => [category, place]));
    const numbers = values.map((value) => value ?? NaN);
    const unknown = order.length;
    const absent = fill === null ? unknown : (places.get(String(fill)) ?? unknown);
    return (cells, { from, count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const value = cells[from + row] ?? null;
        const place = value === null ? absent : (places.get(value) ?? unknown);
        target[cell + row * stride] = storableOrMissing(numbers[place] as number);
      }
    };
  },
};
