import type { TimeStep } from '../../contracts/forecast.js';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * The distance between neighbouring times, from the times of each series in order: whole months where all times are on one day
 * of the month (or on its last), else the commonest difference. Undefined when no series has two times.
 */
export function findStep(
  times: readonly Float64Array[],
  kind: 'timestamp' | 'number',
): TimeStep | undefined {
  const differences = differencesOf(times);
  if (differences.size === 0) return undefined;
  if (kind === 'timestamp' && Math.min(...differences.keys()) >= 28 * day) {
    const months = monthStep(times);
    if (months !== undefined) return months;
  }
  const [every = 1] = [...differences].toSorted((a, b) => b[1] - a[1] || a[0] - b[0])[0] ?? [];
  const first = times.find(({ length }) => length > 0)?.[0] ?? 0;
  return {
    unit: kind === 'timestamp' ? 'ms' : 'number',
    every,
    anchor: remainder(first, every),
  };
}

/** How often each distance between two neighbours is there. */
function differencesOf(times: readonly Float64Array[]): ReadonlyMap<number, number> {
  const differences = new Map<number, number>();
  for (const each of times) {
    for (let at = 1; at < each.length; at++) {
      const difference = (each[at] as number) - (each[at - 1] as number);
      if (difference > 0) differences.set(difference, (differences.get(difference) ?? 0) + 1);
    }
  }
  return differences;
}

function monthStep(times: readonly Float64Array[]): TimeStep | undefined {
  const months = times.flatMap((each) => Array.from(each, monthOf));
  const [first] = months;
  if (first === undefined) return undefined;
  const every = months.reduce(
    (divisor, { number }) => greatestDivisor(divisor, Math.abs(number - first.number)),
    0,
  );
  const lastDay = months.every(({ isLast, clock }) => isLast && clock === first.clock);
  const sameDay = months.every(({ within }) => within === first.within);
  if (every === 0 || !(sameDay || lastDay)) return undefined;
  return {
    ...{ unit: 'month', every, phase: remainder(first.number, every) },
    ...(lastDay ? { anchor: first.clock, monthEnd: true } : { anchor: first.within }),
  };
}

interface Month {
  /** Months since year 0. */
  readonly number: number;
  /** Milliseconds since the month began, and since the day did. */
  readonly within: number;
  readonly clock: number;
  readonly isLast: boolean;
}

function monthOf(time: number): Month {
  const date = new Date(time);
  const number = date.getUTCFullYear() * 12 + date.getUTCMonth();
  const within = time - startOfMonth(number);
  const isLast = date.getUTCDate() === daysIn(number);
  return { number, within, clock: remainder(time, day), isLast };
}

function startOfMonth(number: number): number {
  return Date.UTC(Math.floor(number / 12), remainder(number, 12), 1);
}

function daysIn(number: number): number {
  return (startOfMonth(number + 1) - startOfMonth(number)) / day;
}

/** The number of a time on the grid of a step; no whole number where it is not on it. */
export function placeOf(step: TimeStep, time: number): number {
  const { unit, every, anchor, phase = 0, monthEnd = false } = step;
  if (unit !== 'month') return (time - anchor) / every;
  const { number } = monthOf(time);
  const place = (number - phase) / every;
  return timeAt({ unit, every, anchor, phase, monthEnd }, place) === time ? place : Number.NaN;
}

/** The time with a number on the grid: milliseconds since 1970, or the number itself. */
export function timeAt(step: TimeStep, place: number): number {
  const { unit, every, anchor, phase = 0, monthEnd = false } = step;
  if (unit !== 'month') return anchor + place * every;
  const number = phase + place * every;
  const start = startOfMonth(number);
  if (monthEnd) return start + (daysIn(number) - 1) * day + anchor;
  // The 31st of a shorter month is its last day.
  const days = Math.min(Math.floor(anchor / day), daysIn(number) - 1);
  return start + days * day + remainder(anchor, day);
}

/** A time as people write it: a date where every time is one, else ISO 8601 in UTC, or a plain number. */
export function timeText(step: TimeStep, place: number): string {
  const time = timeAt(step, place);
  if (step.unit === 'number') return String(time);
  const text = new Date(time).toISOString();
  const daily = step.unit === 'month' || step.every % day === 0;
  if (daily && remainder(step.anchor, day) === 0) return text.slice(0, 10);
  return text.replace(/\.000Z$/, 'Z');
}

/** How many steps the season has that people expect of such a step: 12 months, 24 hours, 7 days, 52 weeks; else 1. */
export function usualSeason({ unit, every }: TimeStep): number {
  if (unit === 'number') return 1;
  if (unit === 'month') return 12 % every === 0 ? 12 / every : 1;
  if (every === 7 * day) return 52;
  if (every === day) return 7;
  if (every >= 60_000 && every < day && day % every === 0) return day / every;
  return every === 1000 ? 60 : 1;
}

/** A step in words, such as `1 month` or `15 minutes`. */
export function stepWords({ unit, every }: TimeStep): string {
  if (unit === 'number') return String(every);
  if (unit === 'month')
    return counted(every % 12 === 0 ? every / 12 : every, every % 12 === 0 ? 'year' : 'month');
  const units = [
    ['week', 7 * day],
    ['day', day],
    ['hour', hour],
    ['minute', 60_000],
    ['second', 1000],
  ] as const;
  const [name, size] = units.find(([, length]) => every % length === 0) ?? ['millisecond', 1];
  return counted(every / size, name);
}

function counted(count: number, unit: string): string {
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

function remainder(value: number, by: number): number {
  return ((value % by) + by) % by;
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}
