import type { Params, ValuesOf } from '../../../contracts/params.js';
import { civilDate, dayMs } from './parts/calendar.js';
import { holidayRules } from './parts/holiday-rules.js';
import type { NumberEncoder } from './step.js';

const params = {
  holidays: {
    enum: Object.keys(holidayRules),
    description:
      'Whose public holidays: those of a whole country (GB: England and Wales; US: federal)',
  },
} as const satisfies Params;

type State = { readonly country: string };

/** 1 on a public holiday, else 0, by the day in UTC and by rules that know no regions and no holiday of a single year. */
export const holidays: NumberEncoder<State, ValuesOf<typeof params>> = {
  name: 'holidays',
  slot: 'encode',
  reads: 'number',
  summary: 'whether the day is a public holiday of a country',
  accepts: ['timestamp'],
  params,
  check: ({ holidays: country }) =>
    country === undefined ? 'needs a country, such as `holidays: DE`' : undefined,
  fit: (_column, { holidays: country }) => Promise.resolve({ country: country ?? '' }),
  outputs: (column) => [`${column}.holiday`],

  writer({ country }) {
    const rule = holidayRules[country];
    const known = new Map<number, ReadonlySet<number>>();
    const daysOf = (year: number): ReadonlySet<number> => {
      const days = known.get(year) ?? new Set(rule?.(year));
      known.set(year, days);
      return days;
    };
    return (values, { count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const days = Math.floor((values[row] as number) / dayMs);
        const { year } = civilDate(days);
        const isKnown = Math.abs(year) < latestYear;
        target[cell + row * stride] = isKnown && daysOf(year).has(days) ? 1 : 0;
      }
    };
  },
};

/** Beyond the reach of dates there are no holidays, and no need to remember them. */
const latestYear = 10_000;
