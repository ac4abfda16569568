import { civilDate, dayOf, weekdayOf } from './calendar.js';

/** The days of a year that are holidays, counted from 1970-01-01. */
type Rule = (year: number) => number;

/**
 * Public holidays that hold in the whole country (GB: England and Wales; US: federal) by today's law. Not there: holidays of a
 * region, of one year only, and by another calendar than the Gregorian. Checked against the Python package `holidays` for 2015–2025.
 */
export const holidayRules: Readonly<Record<string, (year: number) => readonly number[]>> = {
  AT: rules(
    fixed(1, 1),
    fixed(1, 6),
    easter(1),
    fixed(5, 1),
    easter(39),
    easter(50),
    easter(60),
    fixed(8, 15),
    fixed(10, 26),
    fixed(11, 1),
    fixed(12, 8),
    fixed(12, 25),
    fixed(12, 26),
  ),
  BE: rules(
    fixed(1, 1),
    easter(0),
    easter(1),
    fixed(5, 1),
    easter(39),
    easter(49),
    easter(50),
    fixed(7, 21),
    fixed(8, 15),
    fixed(11, 1),
    fixed(11, 11),
    fixed(12, 25),
  ),
  CH: rules(fixed(1, 1), easter(39), fixed(8, 1), fixed(12, 25)),
  DE: rules(
    fixed(1, 1),
    easter(-2),
    easter(1),
    fixed(5, 1),
    easter(39),
    easter(50),
    fixed(10, 3),
    fixed(12, 25),
    fixed(12, 26),
  ),
  FR: rules(
    fixed(1, 1),
    easter(1),
    fixed(5, 1),
    fixed(5, 8),
    easter(39),
    easter(50),
    fixed(7, 14),
    fixed(8, 15),
    fixed(11, 1),
    fixed(11, 11),
    fixed(12, 25),
  ),
  GB: british,
  IT: rules(
    nth(1, 6, 11),
    fixed(1, 1),
    fixed(1, 6),
    easter(0),
    easter(1),
    fixed(4, 25),
    fixed(5, 1),
    fixed(6, 2),
    fixed(8, 15),
    fixed(11, 1),
    fixed(12, 8),
    fixed(12, 25),
    fixed(12, 26),
  ),
  NL: dutch,
  US: american,
};

function rules(...each: readonly Rule[]): (year: number) => readonly number[] {
  return (year) => each.map((rule) => rule(year));
}

function fixed(month: number, day: number): Rule {
  return (year) => dayOf(year, month, day);
}

/** So many days after Easter Sunday. */
function easter(after: number): Rule {
  return (year) => easterOf(year) + after;
}

/** Gregorian Easter Sunday: Meeus, Jones and Butcher, as in Meeus, Astronomical Algorithms (1991), chapter 8. */
function easterOf(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - Math.floor(b / 4) - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const month = Math.floor((h + l - 7 * m + 114) / 31);
  return dayOf(year, month, ((h + l - 7 * m + 114) % 31) + 1);
}

/** The n-th of a weekday (Monday is 0) in a month; counted from its end when `n` is below 0. */
function nth(n: number, weekday: number, month: number): Rule {
  return (year) => {
    if (n < 0) {
      const last = dayOf(month === 12 ? year + 1 : year, (month % 12) + 1, 1) - 1;
      return last - ((weekdayOf(last) - weekday + 7) % 7);
    }
    const first = dayOf(year, month, 1);
    return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1);
  };
}

/** The King's birthday; a day earlier when it is a Sunday. */
function kingsDay(year: number): number {
  const day = dayOf(year, 4, 27);
  return weekdayOf(day) === 6 ? day - 1 : day;
}

/** The day of liberation is a holiday every five years. */
function dutch(year: number): readonly number[] {
  const days = rules(
    ...[
      fixed(1, 1),
      easter(-2),
      easter(0),
      easter(1),
      kingsDay,
      easter(39),
      easter(49),
      easter(50),
    ],
    ...[fixed(12, 25), fixed(12, 26)],
  )(year);
  return year % 5 === 0 ? [...days, dayOf(year, 5, 5)] : days;
}

function british(year: number): readonly number[] {
  const days = rules(easter(-2), easter(1), nth(1, 0, 5), nth(-1, 0, 5), nth(-1, 0, 8))(year);
  const substituted: number[] = [];
  for (const day of [dayOf(year, 1, 1), dayOf(year, 12, 25), dayOf(year, 12, 26)]) {
    let free = day;
    while (weekdayOf(free) >= 5 || substituted.includes(free)) free += 1;
    substituted.push(day, free);
  }
  return [...days, ...substituted];
}

/** Federal holidays; those on a fixed date are kept on Friday or Monday too when they fall on a weekend. Juneteenth since 2021. */
function american(year: number): readonly number[] {
  const days = rules(
    nth(3, 0, 1),
    nth(3, 0, 2),
    nth(-1, 0, 5),
    nth(1, 0, 9),
    nth(2, 0, 10),
    nth(4, 3, 11),
  )(year);
  const dates = [
    dayOf(year, 1, 1),
    ...(year >= 2021 ? [dayOf(year, 6, 19)] : []),
    dayOf(year, 7, 4),
    dayOf(year, 11, 11),
    dayOf(year, 12, 25),
    dayOf(year + 1, 1, 1),
  ];
  const observed = dates.flatMap((day) => {
    const weekday = weekdayOf(day);
    return weekday === 5 ? [day, day - 1] : weekday === 6 ? [day, day + 1] : [day];
  });
  return [...days, ...observed.filter((day) => civilDate(day).year === year)];
}
