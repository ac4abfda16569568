import type { Params, ValuesOf } from '../../../contracts/params.js';
import { dayMs } from './parts/calendar.js';
import { type Standard, standardised, standardOf } from './parts/standardise.js';
import { type NumberEncoder, storableOrMissing } from './step.js';

const params = {
  until: {
    type: 'string',
    description:
      'The day that ages are counted to, such as 2025-01-31; the last of training when left out',
  },
} as const satisfies Params;

type State = Standard & {
  /** ms since 1970. */
  readonly until: number;
};

/**
 * Days from a moment to a reference, below 0 for later moments; brought to mean 0 and standard deviation 1 for families that read
 * scaled features. The days between two columns are a column of `ingest.columns`, by `derive`.
 */
export const age: NumberEncoder<State, ValuesOf<typeof params>> = {
  name: 'age',
  slot: 'encode',
  reads: 'number',
  summary: 'days from the moment to a day of your own or the last of training',
  accepts: ['timestamp'],
  params,
  check: ({ until }) =>
    until === undefined || Number.isFinite(Date.parse(until))
      ? undefined
      : 'needs a date such as 2025-01-31 as `until`',

  async fit(_column, { until: wanted }, { reading, numbers }) {
    const sorted = await numbers.sorted();
    const until = wanted === undefined ? (sorted.at(-1) ?? 0) : Date.parse(wanted);
    if (reading === 'native') return { until, mean: 0, sd: 1 };
    return { until, ...standardOf(sorted.map((moment) => (until - moment) / dayMs)) };
  },

  outputs: (column) => [`${column}.age`],

  writer({ until, ...standard }) {
    return (values, { count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const days = (until - (values[row] as number)) / dayMs;
        target[cell + row * stride] = storableOrMissing(standardised(days, standard));
      }
    };
  },
};
