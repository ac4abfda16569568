import type { ForecastShape, Series } from '../../../contracts/forecast.js';
import type { FeatureBlock } from '../../../contracts/matrix.js';
import { randomFor } from '../../../contracts/seeded-random.js';
import { timeAt } from '../../forecasting/time-step.js';
import { aboveLevel, meanOf } from './seasonal-profile.js';

/** One question to a model of lags: this series, so many values known, so many steps ahead (from 1). */
export interface LagQuestion {
  readonly series: Series;
  readonly known: number;
  readonly step: number;
  /** Number of the series among those learnt; NaN for another. */
  readonly code: number;
}

/** Writes the features of questions, and knows how to read the answers. */
export interface LagReader {
  readonly columns: readonly string[];
  readonly blocks: readonly FeatureBlock[];
  /** Writes one row from `offset` on; gives the unit its answer is in. */
  write(question: LagQuestion, into: Float32Array, offset: number): LagUnit;
}

/** The answer times `size`, plus `level`, is the value. */
interface LagUnit {
  readonly level: number;
  readonly size: number;
}

/**
 * What a forecast reads of the past: the last values, the values at the same place of the last three seasons, means of the last
 * two seasons, how far ahead it is asked, and what the calendar says of that time. All values are less the mean of the last
 * season and in units of how far values were from it, so that trees, which cannot go beyond what they have seen, may. What is
 * to be said is how far the value is from the profile of the last three seasons on that level. Of what is known ahead it reads the
 * value at the time that is asked for, and how far that is from the mean over the last season.
 */
export function lagReader(
  shape: ForecastShape,
  {
    lags,
    window,
    seriesCount,
  }: { readonly lags: number; readonly window: number; readonly seriesCount: number },
): LagReader {
  const { season, step: grid } = shape;
  const calendar = calendarOf(shape);
  const ahead = shape.knownAhead ?? [];
  const columns = [
    ...(seriesCount > 1 ? ['series'] : []),
    'step',
    ...Array.from({ length: lags }, (_, at) => `lag ${at + 1}`),
    ...(season > 1 ? ['season before', 'two seasons before', 'three seasons before'] : []),
    'mean before',
    'spread',
    ...calendar.map(({ name }) => name),
    ...ahead.flatMap(({ name }) => [name, `${name} less its mean before`]),
  ];
  const blocks: FeatureBlock[] =
    seriesCount > 1
      ? [{ name: 'series', kind: 'category', start: 0, width: 1, levels: seriesCount }]
      : [];
  const recent = Math.max(season, Math.min(lags, 4));

  function write(
    { series, known, step, code }: LagQuestion,
    into: Float32Array,
    offset: number,
  ): LagUnit {
    const { values, start } = series;
    const at = (place: number): number => values[Math.max(0, place)] as number;
    const unit = unitOf(values, { known, recent, window });
    const read = (place: number): number => (at(place) - unit.level) / unit.size;
    let column = offset;
    const put = (value: number): void => {
      into[column++] = value;
    };
    if (seriesCount > 1) put(code);
    put(step);
    for (let lag = 1; lag <= lags; lag++) put(read(known - lag));
    if (season > 1) {
      const aligned = known + step - 1 - season * Math.ceil(step / season);
      for (let back = 0; back < 3; back++) put(read(aligned - back * season));
    }
    put((meanOf(values, known - 2 * recent, known - recent) - unit.level) / unit.size);
    put(unit.size / Math.max(Math.abs(unit.level), 1e-12));
    const time = timeAt(grid, start + known + step - 1);
    for (const { read: part } of calendar) put(part(time, start + known + step - 1));
    for (const [index] of ahead.entries()) {
      const plan = series.ahead?.[index] ?? new Float64Array(0);
      const then = plan[known + step - 1] ?? Number.NaN;
      put(then);
      put(then - meanOfKnown(plan, known - recent, known));
    }
    const above = aboveLevel(values, { known, step, season });
    return { level: unit.level + above, size: unit.size };
  }

  return { columns, blocks, write };
}

/** The mean of what is there from one place to before another; NaN where nothing is. */
function meanOfKnown(values: Float64Array, from: number, to: number): number {
  const known = values
    .subarray(Math.max(0, from), Math.max(0, to))
    .filter((value) => !Number.isNaN(value));
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}

function unitOf(
  values: Float64Array,
  {
    known,
    recent,
    window,
  }: { readonly known: number; readonly recent: number; readonly window: number },
): LagUnit {
  const level = meanOf(values, known - recent, known);
  const first = Math.max(0, known - window);
  let far = 0;
  for (let at = first; at < known; at++) far += Math.abs((values[at] as number) - level);
  const size = far / Math.max(1, known - first);
  return {
    level,
    size: size > 1e-9 * Math.abs(level) && size > 0 ? size : Math.max(Math.abs(level), 1),
  };
}

/** A number that follows from a time (milliseconds, or a plain number) and its place on the grid of times. */
export interface CalendarPart {
  readonly name: string;
  readonly read: (time: number, place: number) => number;
}

const day = 86_400_000;

/** What the calendar says that a step can tell apart. */
export function calendarOf({
  step: { unit, every },
  season,
}: ForecastShape): readonly CalendarPart[] {
  const phase: CalendarPart = {
    name: 'place in season',
    read: (_, place) => ((place % season) + season) % season,
  };
  const seasonal = season > 1 ? [phase] : [];
  if (unit === 'number') return seasonal;
  const parts: readonly (CalendarPart & { readonly below: number })[] = [
    { name: 'hour', below: day, read: (time) => (((time % day) + day) % day) / 3_600_000 },
    { name: 'weekday', below: 7 * day, read: (time) => new Date(time).getUTCDay() },
    { name: 'day of month', below: 7 * day, read: (time) => new Date(time).getUTCDate() },
    { name: 'month', below: 366 * day, read: (time) => new Date(time).getUTCMonth() },
  ];
  const length = unit === 'month' ? every * 28 * day : every;
  return [...seasonal, ...parts.filter(({ below }) => length < below)];
}

/** Questions drawn evenly from all that could be asked, at most so many; the same for the same seed. */
export function drawQuestions(
  possible: readonly {
    readonly series: Series;
    readonly code: number;
    readonly first: number;
    readonly last: number;
  }[],
  {
    horizon,
    most,
    seed,
    label,
  }: {
    readonly horizon: number;
    readonly most: number;
    readonly seed: number;
    readonly label: string;
  },
): readonly LagQuestion[] {
  const spans = possible.map(({ first, last }) => Math.max(0, last - first + 1));
  const all = spans.reduce((sum, span) => sum + span, 0) * horizon;
  const random = randomFor(seed, label);
  const chance = most / Math.max(1, all);
  const questions: LagQuestion[] = [];
  for (const { series, code, first, last } of possible) {
    for (let known = first; known <= last; known++) {
      for (let step = 1; step <= horizon; step++) {
        if (chance >= 1 || random() < chance) questions.push({ series, known, step, code });
      }
    }
  }
  return questions;
}
