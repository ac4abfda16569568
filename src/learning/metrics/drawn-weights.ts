import type { Random } from '../../contracts/seeded-random.js';
import type { Truth } from './metric.js';

/** How many units rows are drawn in: clusters where rows belong together, forecasts whose values do, else rows. */
export function unitsOf({ values, clusters, forecasts }: Truth): number {
  return clusters?.count ?? values.length / (forecasts?.horizon ?? 1);
}

/** The unit of a row. */
function unitOf({ clusters, forecasts }: Truth): (row: number) => number {
  if (clusters !== undefined) return (row) => clusters.of[row] as number;
  const { horizon = 1 } = forecasts ?? {};
  return horizon === 1 ? (row) => row : (row) => Math.floor(row / horizon);
}

/** The weight of each unit's rows together. */
export function unitWeights(truth: Truth): Float64Array {
  const [unit, all] = [unitOf(truth), new Float64Array(unitsOf(truth))];
  for (let row = 0; row < truth.values.length; row++) {
    const at = unit(row);
    all[at] = (all[at] as number) + (truth.weights?.[row] ?? 1);
  }
  return all;
}

/** How much each row counts in a resample: units are drawn with replacement, as many as there are. */
export function drawnWeights(truth: Truth, random: Random): Float64Array {
  return weightedBy(truth, drawnTimes(unitsOf(truth), random));
}

/** How often each of so many units is drawn, with replacement, in as many draws. */
export function drawnTimes(units: number, random: Random): Float64Array {
  const times = new Float64Array(units);
  for (let draw = 0; draw < units; draw++) {
    const unit = Math.floor(random() * units);
    times[unit] = (times[unit] as number) + 1;
  }
  return times;
}

/** Resamples of a resample, drawn as it was: how often each unit is in the next of them. */
export function redrawing(times: Float64Array, random: Random): () => Float64Array {
  const units = times.length;
  const drawn = new Uint32Array(units);
  let place = 0;
  for (let unit = 0; unit < units; unit++) {
    drawn.fill(unit, place, (place += times[unit] as number));
  }
  return () => {
    const again = new Float64Array(units);
    for (let draw = 0; draw < units; draw++) {
      const unit = drawn[Math.floor(random() * units)] as number;
      again[unit] = (again[unit] as number) + 1;
    }
    return again;
  };
}

/** Weights of rows whose units count so many times. */
export function weightedBy(truth: Truth, times: Float64Array): Float64Array {
  const { weights, clusters, forecasts } = truth;
  if (weights === undefined && clusters === undefined && forecasts === undefined) return times;
  const unit = unitOf(truth);
  return truth.values.map(
    (_, row) =>
      (times[unit(row)] as number) * (weights === undefined ? 1 : (weights[row] as number)),
  );
}
