import type { ScaleStep } from './step.js';

type State = { readonly mean: number; readonly sd: number };

/**
 * Mean 0 and standard deviation 1 over the training column: (x − mean) / sd with the population sd, as
 * scikit-learn's StandardScaler. Unlike there, a column with a single value gives 0 for every value.
 */
export const standard: ScaleStep<State> = {
  name: 'standard',
  slot: 'scale',
  summary: 'mean 0 and standard deviation 1; a constant column gives 0',
  accepts: ['number', 'integer', 'boolean'],
  params: {},
  async fit(column) {
    const { mean, sd, min, max } = await column.summary();
    return { mean, sd: min === max ? 0 : sd };
  },
  scaler({ mean, sd }) {
    return (values, count) => {
      for (let row = 0; row < count; row++) {
        values[row] = sd === 0 ? 0 : ((values[row] as number) - mean) / sd;
      }
    };
  },
};
