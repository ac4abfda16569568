import type { Series } from '../../../contracts/forecast.js';
import { keyOf } from '../../forecasting/build-panel.js';
import { spread } from '../../forecasting/scales.js';
import type { ForecastData } from './forecast-data.js';
import { addGrams, lastOf, lessPlace, type WindowGram, windowGram } from './window-gram.js';
import { solveWindows, type WindowWeights, windowError } from './window-ridge.js';

/** How windows are read before they are multiplied. */
export interface WindowReading {
  /** Logarithms of the values. */
  readonly log: boolean;
  /** The last value of the window is taken from all of them, and given back to the answer (NLinear, Zeng et al. 2023). */
  readonly fromLast: boolean;
}

interface WindowChoice extends WindowReading {
  readonly window: number;
  readonly l2: number;
}

/** What a choice came to: weights for each series, or one for all. */
export interface WindowFit {
  readonly choice: WindowChoice;
  readonly answers: readonly WindowWeights[];
  /** Whether one answer is for all series. */
  readonly together: boolean;
  /** Mean squared error over the held windows, each series standardised; NaN without any. */
  readonly error: number;
}

/** The series as the windows read it: its own mean and deviation taken out. */
export interface Standard {
  readonly mean: number;
  readonly sd: number;
}

export function standardOf(values: Float64Array, log: boolean): Standard {
  const { mean, sd } = spread(log ? values.map(Math.log) : values);
  return { mean, sd: sd > 1e-12 * Math.max(1, Math.abs(mean)) ? sd : 1 };
}

export function standardised(
  values: Float64Array,
  log: boolean,
  { mean, sd }: Standard,
): Float64Array {
  return values.map((value) => ((log ? Math.log(value) : value) - mean) / sd);
}

/** The best of the choices that differ by window and `l2`, with windows read one way; the first of equals. */
export function chooseWindows(
  data: ForecastData,
  reading: WindowReading,
  wanted: {
    readonly windows: readonly number[];
    readonly l2: readonly number[];
    readonly together: boolean;
  },
): WindowFit {
  const { horizon } = data.shape;
  const largest = Math.max(...wanted.windows) + horizon;
  const grams = learntGrams(data, reading, { size: largest, together: wanted.together });
  const held = heldGrams(data, reading, { size: largest, together: wanted.together });
  let best: WindowFit | undefined;
  for (const window of wanted.windows) {
    const shape = (gram: WindowGram): WindowGram => {
      const short = lastOf(gram, window + horizon);
      return reading.fromLast ? lessPlace(short, window - 1) : short;
    };
    const learnt = grams.map(shape);
    const judged = held.map((gram) => gram && shape(gram));
    for (const l2 of wanted.l2) {
      const answers = learnt.map((gram) => solveWindows(gram, horizon, l2));
      const error = meanError(judged, answers);
      const fit = {
        ...{ choice: { ...reading, window, l2 }, answers, error },
        together: wanted.together,
      };
      if (best === undefined || error < best.error) best = fit;
    }
  }
  if (best === undefined) throw new Error('there is at least one window and one penalty');
  return refit(data, best);
}

/** A shorter window has been in more places than the longest that was tried. */
function refit(data: ForecastData, { choice, error, together }: WindowFit): WindowFit {
  const size = choice.window + data.shape.horizon;
  const grams = learntGrams(data, choice, { size, together });
  const answers = grams.map((gram) =>
    solveWindows(
      choice.fromLast ? lessPlace(gram, choice.window - 1) : gram,
      data.shape.horizon,
      choice.l2,
    ),
  );
  return { choice, answers, error, together };
}

interface GramWish {
  readonly size: number;
  readonly together: boolean;
}

function learntGrams(
  { series }: ForecastData,
  { log }: WindowReading,
  { size, together }: GramWish,
): readonly WindowGram[] {
  const grams = series.flatMap(({ values }) => {
    // Together, a series too short for one window teaches nothing.
    if (values.length < size) return [];
    const read = standardised(values, log, standardOf(values, log));
    return [windowGram(read, { size, first: 0, last: values.length - size })];
  });
  return together ? [grams.reduce(addGrams)] : grams;
}

/** Windows whose answers are held, by series; undefined where there are none. */
function heldGrams(
  { series, held, shape }: ForecastData,
  { log }: WindowReading,
  { size, together }: GramWish,
): readonly (WindowGram | undefined)[] {
  if (held === undefined) return [];
  const { panel } = held;
  const places = new Map(panel.series.map((each, at) => [keyOf(each), at]));
  const grams = series.map((each): WindowGram | undefined => {
    const place = places.get(keyOf(each));
    const known = [...panel.known].filter((_, row) => panel.of[row] === place);
    const first = Math.max(0, Math.min(...known) + shape.horizon - size);
    const last = Math.max(...known) + shape.horizon - size;
    if (place === undefined || known.length === 0 || last < first) return undefined;
    const whole = (panel.series[place] as Series).values;
    const read = standardised(whole, log, standardOf(each.values, log));
    return windowGram(read, { size, first, last });
  });
  if (!together) return grams;
  const known = grams.filter((gram) => gram !== undefined);
  return known.length === 0 ? [] : [known.reduce(addGrams)];
}

function meanError(
  grams: readonly (WindowGram | undefined)[],
  answers: readonly WindowWeights[],
): number {
  let [total, windows] = [0, 0];
  for (const [at, gram] of grams.entries()) {
    const answer = answers[at];
    if (gram === undefined || answer === undefined) continue;
    total += windowError(gram, answer) * gram.windows;
    windows += gram.windows;
  }
  return windows === 0 ? Number.NaN : total / windows;
}
