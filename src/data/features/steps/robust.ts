import { quantileOf } from './parts/quantile.js';
import type { ScaleStep } from './step.js';

type State = { readonly median: number; readonly range: number };

/**
 * (x − median) / interquartile range, as scikit-learn's RobustScaler: outliers move neither. A column whose middle half
 * is one value is only centred, and one with a single value gives 0 for every value.
 */
export const robust: ScaleStep<State> = {
  name: 'robust',
  slot: 'scale',
  summary: 'median 0 and interquartile range 1, which outliers do not move',
  accepts: ['number', 'integer'],
  params: {},
  async fit(column) {
    const sorted = await column.sorted();
    const isConstant = !((sorted[0] as number) < (sorted.at(-1) as number));
    const range = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
    return {
      median: sorted.length === 0 ? 0 : quantileOf(sorted, 0.5),
      range: isConstant ? 0 : range === 0 ? 1 : range,
    };
  },
  scaler({ median, range }) {
    return (values, count) => {
      for (let row = 0; row < count; row++) {
        values[row] = range === 0 ? 0 : ((values[row] as number) - median) / range;
      }
    };
  },
};
