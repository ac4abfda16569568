import { describe, expect, it } from 'vitest';
import {
  findStep,
  placeOf,
  stepWords,
  timeAt,
  timeText,
  usualSeason,
} from '../../../src/learning/forecasting/time-step.js';

const times = (...texts: readonly string[]): Float64Array =>
  Float64Array.from(texts, (text) => Date.parse(`${text}Z`));

function stepOf(...texts: readonly string[]) {
  const step = findStep([times(...texts)], 'timestamp');
  if (step === undefined) throw new Error('there are two times');
  return step;
}

describe('the distance of times', () => {
  it.each<[string, readonly string[], string, number]>([
    ['hours', ['2020-01-01T00:00', '2020-01-01T01:00', '2020-01-01T02:00'], '1 hour', 24],
    ['quarters of an hour', ['2020-01-01T00:15', '2020-01-01T00:30'], '15 minutes', 96],
    [
      'days with one left out',
      ['2020-01-01', '2020-01-02', '2020-01-04', '2020-01-05'],
      '1 day',
      7,
    ],
    ['weeks', ['2020-01-06', '2020-01-13', '2020-01-20'], '1 week', 52],
    ['months', ['2020-01-01', '2020-02-01', '2020-03-01'], '1 month', 12],
    ['ends of months', ['2020-01-31', '2020-02-29', '2020-03-31'], '1 month', 12],
    ['quarters', ['2020-02-15', '2020-05-15', '2020-11-15'], '3 months', 4],
    ['years', ['2019-06-30', '2020-06-30', '2021-06-30'], '1 year', 1],
  ])('knows %s', (...[, texts, words, season]) => {
    const step = stepOf(...texts);
    expect(stepWords(step)).toBe(words);
    expect(usualSeason(step)).toBe(season);
    const [first = 0] = times(...texts);
    for (const time of times(...texts)) {
      expect(Number.isInteger(placeOf(step, time))).toBe(true);
      expect(timeAt(step, placeOf(step, time))).toBe(time);
    }
    expect(placeOf(step, timeAt(step, placeOf(step, first) + 500))).toBe(
      placeOf(step, first) + 500,
    );
  });

  it('says that a time between two others is on no grid', () => {
    const months = stepOf('2020-01-01', '2020-02-01', '2020-03-01');
    expect(placeOf(months, Date.parse('2020-02-02T00:00Z'))).toBeNaN();
    const hours = stepOf('2020-01-01T00:00', '2020-01-01T01:00', '2020-01-01T02:00');
    expect(Number.isInteger(placeOf(hours, Date.parse('2020-01-01T00:30Z')))).toBe(false);
  });

  it('writes days as dates, hours as times and numbers as numbers', () => {
    const months = stepOf('2020-01-31', '2020-02-29', '2020-03-31');
    expect(timeText(months, placeOf(months, Date.parse('2020-03-31T00:00Z')) + 1)).toBe(
      '2020-04-30',
    );
    const hours = stepOf('2020-01-01T00:00', '2020-01-01T01:00');
    expect(timeText(hours, placeOf(hours, Date.parse('2020-01-01T01:00Z')))).toBe(
      '2020-01-01T01:00:00Z',
    );
    const years = findStep([Float64Array.of(1949, 1950, 1951)], 'number');
    expect(years && timeText(years, placeOf(years, 1951) + 1)).toBe('1952');
  });

  it('does not know the distance of one time', () => {
    expect(findStep([times('2020-01-01')], 'timestamp')).toBeUndefined();
  });
});
