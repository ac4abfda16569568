import { dayMs, weekdayOf } from './parts/calendar.js';
import { type NumberEncoder, storable } from './step.js';

type State = Readonly<Record<string, never>>;

/**
 * Where a moment (UTC) lies in the year, the week and the day, each as sine and cosine of an angle, so that December is next to
 * January and 23 h next to 0 h. A year is 365.2425 days, counted from 1970-01-01, and so off the calendar by at most two days.
 */
export const cyclic: NumberEncoder<State> = {
  name: 'cyclic',
  slot: 'encode',
  reads: 'number',
  summary: 'sine and cosine of the place in the year, the week and the day',
  accepts: ['timestamp'],
  params: {},
  fit: () => Promise.resolve({}),

  outputs: (column) =>
    ['year', 'week', 'day'].flatMap((cycle) => [
      `${column}.${cycle}.sin`,
      `${column}.${cycle}.cos`,
    ]),

  writer() {
    return (values, { count, target, cell, stride }) => {
      for (let row = 0; row < count; row++) {
        const moment = (values[row] as number) / dayMs;
        const days = Math.floor(moment);
        const inDay = moment - days;
        const places = [moment / daysInYear, (weekdayOf(days) + inDay) / 7, inDay];
        let at = cell + row * stride;
        for (const place of places) {
          const angle = 2 * Math.PI * (place - Math.floor(place));
          target[at++] = storable(Math.sin(angle));
          target[at++] = storable(Math.cos(angle));
        }
      }
    };
  },
};

const daysInYear = 365.2425;
