import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { numbers } from './column-stats.js';
import { fit, rowsOf, valuesOf } from './fitting.js';

const day = 24 * 3_600_000;
/** By the Python package `holidays` 0.109: `bench/features-reference.py`. */
const holidays = JSON.parse(
  readFileSync(new URL('fixtures/holidays.json', import.meta.url), 'utf8'),
) as Readonly<Record<string, readonly string[]>>;

/** What a rule for every year cannot know: holidays of one year, and dates that a year has moved. */
const exceptions: Readonly<Record<string, readonly string[]>> = {
  DE: ['2017-10-31'],
  GB: [
    '2020-05-04',
    '2020-05-08',
    '2022-05-30',
    '2022-06-02',
    '2022-06-03',
    '2022-09-19',
    '2023-05-08',
  ],
};

describe.each(['AT', 'BE', 'CH', 'DE', 'FR', 'GB', 'IT', 'NL', 'US'])(
  'holidays of %s',
  (country) => {
    test('are those of 2015 to 2025, but for what happened once', async () => {
      const first = Date.UTC(2015, 0, 1);
      const days = Array.from(
        { length: (Date.UTC(2026, 0, 1) - first) / day },
        (_, at) => first + at * day,
      );
      const at = numbers(...days);
      const fitted = await fit(
        { at: ['timestamp', at] },
        { at: { encode: 'holidays', holidays: country } },
      );
      const flags = valuesOf(fitted, { at });
      const found = days
        .filter((_, row) => flags[row] === 1)
        .map((each) => new Date(each).toISOString().slice(0, 10));
      const once = new Set(exceptions[country]);
      const known = (list: readonly string[] = []) => list.filter((each) => !once.has(each));
      expect(known(found)).toEqual(known(holidays[country]));
    });
  },
);

test('the place in a cycle meets itself where the cycle ends', async () => {
  const at = numbers(
    Date.UTC(2024, 0, 1),
    Date.UTC(2024, 0, 1, 6),
    Date.UTC(2023, 11, 31, 23, 59, 59),
  );
  const fitted = await fit({ at: ['timestamp', at] }, { at: { encode: 'cyclic' } });
  expect(fitted.outputs).toEqual(
    ['year', 'week', 'day'].flatMap((cycle) => [`at.${cycle}.sin`, `at.${cycle}.cos`]),
  );
  const [monday = [], morning = [], before = []] = rowsOf(fitted, { at });
  // 2024-01-01 was a Monday.
  expect(monday.slice(2)).toEqual([0, 1, 0, 1]);
  expect(morning[4]).toBeCloseTo(1, 6);
  expect(morning[5]).toBeCloseTo(0, 6);
  monday.forEach((value, place) => expect(before[place]).toBeCloseTo(value, 3));
  expect(Math.hypot(monday[0] ?? 0, monday[1] ?? 0)).toBeCloseTo(1, 6);
});

test('age is counted in days to the last moment of training, or to a day of the project', async () => {
  const at = numbers(Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 11), NaN);
  const columns = { at: ['timestamp', at] } as const;
  const later = { at: numbers(Date.UTC(2024, 0, 1), Date.UTC(2024, 0, 21, 12)) };
  const last = await fit(columns, { at: { encode: 'age' } }, 'native');
  expect(valuesOf(last, later)).toEqual([10, -10.5]);
  const own = await fit(columns, { at: { encode: 'age', until: '2024-01-31' } }, 'native');
  expect(valuesOf(own, later)).toEqual([30, 9.5]);
  const scaled = await fit(columns, { at: { encode: 'age' } });
  const [first = NaN, second = NaN, third = NaN] = valuesOf(scaled, { at });
  expect(first + second + third).toBeCloseTo(0, 6);
  expect((first ** 2 + second ** 2 + third ** 2) / 3).toBeCloseTo(1, 6);
});

test('several encoders write one after another', async () => {
  const at = numbers(Date.UTC(2024, 11, 25), Date.UTC(2025, 0, 2));
  const fitted = await fit(
    { at: ['timestamp', at] },
    { at: { encode: ['date-parts', 'age'], holidays: 'DE' } },
    'native',
  );
  expect(fitted.outputs).toEqual([
    'at.year',
    'at.month',
    'at.weekday',
    'at.hour',
    'at.age',
    'at.holiday',
  ]);
  expect(rowsOf(fitted, { at })[0]).toEqual([0, 1, Math.fround(2 / 6), 0, 8, 1]);
});
