import { ascending, noRows, perRow } from './averages.js';
import type { Metric, Scorer } from './metric.js';

/** Median absolute error, in the target's unit: outliers do not move it. */
export const medianAbsoluteError: Metric = {
  name: 'median_absolute_error',
  title: 'median absolute error',
  tasks: ['regression', 'forecast'],
  direction: 'lower',
  range: [0, null],
  scorer: ({ values }, { rows, values: given }) =>
    medianScorer(perRow(rows, (row) => Math.abs((given[row] as number) - (values[row] as number)))),
};

/** The weighted median: the mean of the two middle values where half of the weight lies on either side. */
function medianScorer(errors: Float64Array): Scorer {
  const order = ascending(errors);
  return (weights) => {
    const weightOf = (row: number): number =>
      weights === undefined ? 1 : (weights[row] as number);
    let total = 0;
    for (const row of order) total += weightOf(row);
    if (total === 0) return noRows;

    let below = 0;
    let exact: number | undefined;
    for (const row of order) {
      const weight = weightOf(row);
      if (weight === 0) continue;
      const error = errors[row] as number;
      if (exact !== undefined) return { value: (exact + error) / 2 };
      below += weight;
      if (below * 2 === total) exact = error;
      else if (below * 2 > total) return { value: error };
    }
    return { value: exact ?? 0 };
  };
}
