import { plainResult, unlabelledRows } from './anomaly/scores.js';
import { fitIsolationForest, isolationScores } from './forests/isolation-forest.js';
import { defineModel } from './model-family.js';
import { forestWeights, readForest } from './trees/forest-weights.js';

/** Liu, Ting & Zhou 2008; scores as minus `score_samples` of scikit-learn's. */
export const isolationForest = defineModel({
  name: 'isolation-forest',
  summary: 'Finds rows that random questions soon set apart: fast, and a good first choice',
  tasks: ['anomaly'],
  reads: 'scaled',
  params: {
    trees: { type: 'integer', minimum: 1, default: 100, description: 'How many trees' },
    sample: {
      type: 'integer',
      minimum: 2,
      default: 256,
      search: { low: 64, high: 1024, log: true },
      description: 'Rows drawn for each tree',
    },
  },

  fit(data, { trees, sample }, context) {
    const x = unlabelledRows(data, context);
    const { seed, label } = context;
    const fitted = fitIsolationForest(x, { trees, sample, seed, label });
    return Promise.resolve(
      plainResult({
        family: 'isolation-forest',
        task: data.task,
        inputs: x.columns,
        config: { sample: fitted.sample },
        weights: forestWeights(fitted.forest),
      }),
    );
  },

  predictor(model) {
    const fitted = { forest: readForest(model), sample: model.config['sample'] as number };
    return (matrix) => ({
      rows: matrix.rows,
      width: 1,
      values: isolationScores(fitted, matrix),
    });
  },
});
