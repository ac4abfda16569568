import { fitForestFamily, forestPredictor } from './forests/forest-family.js';
import { forestParams } from './forests/forest-params.js';
import { defineModel } from './model-family.js';

const params = {
  ...forestParams,
  bootstrap: {
    type: 'boolean',
    default: false,
    description: 'Each tree grows from rows drawn with replacement; if not, from all of them',
  },
} as const;

/** Geurts, Ernst & Wehenkel 2006: as a random forest, but thresholds are drawn too. */
export const extraTrees = defineModel({
  name: 'extra-trees',
  summary:
    'Extremely randomised trees: as a random forest, with drawn thresholds; faster, and smoother on noisy data',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'native',
  params,
  fit: async (data, values, context) =>
    fitForestFamily(data, values, {
      kind: { family: 'extra-trees', bootstrap: values.bootstrap, drawn: true },
      context,
    }),
  predictor: forestPredictor,
});
