import type { Predictions } from '../../../contracts/model.js';
import type { Truth } from '../metric.js';
import type { ForecastDetail } from './evaluation.js';

/** What a report shows of forecasts beside their metrics; nothing of a plain regression. */
export function forecastDetail(
  { values, weights, forecasts }: Truth,
  { values: said, low, high }: Predictions,
): { readonly forecast?: ForecastDetail } {
  if (forecasts === undefined) return {};
  const { horizon, of } = forecasts;
  const steps = Array.from({ length: horizon }, (_, step) => {
    let [absolute, squared, within, count] = [0, 0, 0, 0];
    for (let at = step; at < values.length; at += horizon) {
      const weight = weights?.[at] ?? 1;
      const truth = values[at] as number;
      const error = (said[at] as number) - truth;
      absolute += weight * Math.abs(error);
      squared += weight * error * error;
      within += isWithin(truth, low?.[at], high?.[at]) ? weight : 0;
      count += weight;
    }
    const coverage = low === undefined ? null : within / count;
    return { mae: absolute / count, rmse: Math.sqrt(squared / count), coverage };
  });
  const from = lastOfLargest(of, values, horizon) * horizon;
  const part = (numbers: Float64Array): readonly number[] => [
    ...numbers.subarray(from, from + horizon),
  ];
  return {
    forecast: {
      forecasts: of.length,
      horizon,
      steps,
      last: {
        truth: part(values),
        said: part(said),
        ...(low !== undefined && { low: part(low) }),
        ...(high !== undefined && { high: part(high) }),
      },
    },
  };
}

function isWithin(truth: number, low = Infinity, high = -Infinity): boolean {
  return truth >= low && truth <= high;
}

/** The last forecast of the series whose values are largest there. */
function lastOfLargest(of: Int32Array, values: Float64Array, horizon: number): number {
  let best = { row: 0, size: -Infinity };
  const last = new Map([...of].map((series, row) => [series, row]));
  for (const row of last.values()) {
    const size = values
      .subarray(row * horizon, (row + 1) * horizon)
      .reduce((sum, value) => sum + value, 0);
    if (size > best.size) best = { row, size };
  }
  return best.row;
}
