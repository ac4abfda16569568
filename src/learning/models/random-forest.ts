import { fitForestFamily, forestPredictor } from './forests/forest-family.js';
import { forestParams } from './forests/forest-params.js';
import { defineModel } from './model-family.js';

const params = {
  ...forestParams,
  bootstrap: {
    type: 'boolean',
    default: true,
    description: 'Each tree grows from rows drawn with replacement; if not, from all of them',
  },
} as const;

/** Breiman 2001, with the probabilities of the trees averaged as scikit-learn does. */
export const randomForest = defineModel({
  name: 'random-forest',
  summary:
    'A random forest: many deep trees on drawn rows and features, averaged; strong without tuning, categories and missing values as they are',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'native',
  params,
  fit: async (data, values, context) =>
    fitForestFamily(data, values, {
      kind: { family: 'random-forest', bootstrap: values.bootstrap, drawn: false },
      context,
    }),
  predictor: forestPredictor,
});
