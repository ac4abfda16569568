import type { ScaleStep } from './step.js';

type State = { readonly min: number; readonly max: number };

/**
 * The training column's smallest value becomes 0 and its largest 1, as scikit-learn's MinMaxScaler; later
 * values may lie outside. Unlike there, a column with a single value gives 0 for every value.
 */
export const minMax: ScaleStep<State> = {
  name: 'min-max',
  slot: 'scale',
  summary: 'smallest 0, largest 1; a constant column gives 0',
  accepts: ['number', 'integer', 'boolean'],
  params: {},
  async fit(column) {
    const { min, max } = await column.summary();
    return { min, max };
  },
  scaler({ min, max }) {
    const range = max - min;
    return (values, count) => {
      for (let row = 0; row < count; row++) {
        values[row] = range === 0 ? 0 : ((values[row] as number) - min) / range;
      }
    };
  },
};
