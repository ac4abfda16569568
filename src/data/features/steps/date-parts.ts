import { type NumberEncoder, storable } from './step.js';

type State = { readonly firstYear: number; readonly lastYear: number };

/**
 * Year, month, weekday (Monday first) and hour of a moment in UTC, each brought to 0 … 1: the year by the first and
 * last year of training, the others by their nature. A later year than training's lies above 1.
 */
export const dateParts: NumberEncoder<State> = {
  name: 'date-parts',
  slot: 'encode',
  reads: 'number',
  summary: 'year, month, weekday and hour in UTC, each from 0 to 1',
  accepts: ['timestamp'],
  params: {},

  async fit(stats) {
    const { min, max } = await stats.numeric();
    return { firstYear: yearOf(min), lastYear: yearOf(max) };
  },

  outputs: (column) => ['year', 'month', 'weekday', 'hour'].map((part) => `${column}.${part}`),

  writer({ firstYear, lastYear }) {
    const years = lastYear - firstYear;
    return (values, { count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const moment = values[row] as number;
        const days = Math.floor(moment / dayMs);
        const { year, month } = civilDate(days);
        const at = cell + row * stride;
        target[at] = storable(years === 0 ? 0 : (year - firstYear) / years);
        target[at + 1] = storable((month - 1) / 11);
        // 1970-01-01 was a Thursday.
        target[at + 2] = storable(((((days + 3) % 7) + 7) % 7) / 6);
        target[at + 3] = storable(Math.floor((moment - days * dayMs) / hourMs) / 23);
      }
    };
  },
};

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

function yearOf(moment: number): number {
  return Number.isFinite(moment) ? civilDate(Math.floor(moment / dayMs)).year : 1970;
}

/**
 * Year and month (1 … 12) of a day counted from 1970-01-01, in the proleptic Gregorian calendar:
 * Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", civil_from_days.
 */
function civilDate(days: number): { year: number; month: number } {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return { year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month };
}
