import { weightedMean } from './averages.js';
import type { ForecastTruth, Score, Scorer, Truth } from './metric.js';

/** The forecasts that a truth is about. */
export function forecastsOf({ forecasts }: Truth): ForecastTruth {
  if (forecasts === undefined) throw new Error('a forecast says how large its series are');
  return forecasts;
}

const still: Score = {
  value: null,
  reason: 'no series that is judged ever changes from season to season in training',
};

/**
 * The mean over series of what errors are in the unit of each: series whose unit is 0 have none, and are passed over.
 * `finish` is done to the mean of each series.
 */
export function scaledScorer(
  errors: Float64Array,
  forecasts: ForecastTruth,
  {
    unit,
    finish = (mean) => mean,
  }: {
    readonly unit: (scale: ForecastTruth['scales'][number]) => number;
    readonly finish?: (mean: number) => number;
  },
): Scorer {
  const places = forecasts.scales.map((_, series) =>
    Uint32Array.from([...forecasts.of.keys()].filter((row) => forecasts.of[row] === series)),
  );
  const { horizon } = forecasts;
  return (weights) => {
    let [total, count] = [0, 0];
    for (const [series, rows] of places.entries()) {
      const size = unit(forecasts.scales[series] as ForecastTruth['scales'][number]);
      if (size === 0) continue;
      let [sum, weight] = [0, 0];
      for (const row of rows) {
        for (let at = row * horizon; at < (row + 1) * horizon; at++) {
          const counts = weights === undefined ? 1 : (weights[at] as number);
          sum += counts * (errors[at] as number);
          weight += counts;
        }
      }
      if (weight === 0) continue;
      total += finish(sum / weight / size);
      count++;
    }
    return count === 0 ? still : { value: total / count };
  };
}

/** The share of rows with something to them, weighted. */
export function shareScorer(flags: Float64Array): Scorer {
  return (weights) => ({ value: weightedMean(flags, weights) });
}
