import { civilDate, dayMs, hourMs, weekdayOf } from './parts/calendar.js';
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
        target[at + 2] = storable(weekdayOf(days) / 6);
        target[at + 3] = storable(Math.floor((moment - days * dayMs) / hourMs) / 23);
      }
    };
  },
};

function yearOf(moment: number): number {
  return Number.isFinite(moment) ? civilDate(Math.floor(moment / dayMs)).year : 1970;
}
