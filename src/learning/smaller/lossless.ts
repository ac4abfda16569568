import { packDictionary } from '../../artifacts/packings/dictionary.js';
import { hasForest, packForests } from './parts/packed-forests.js';
import { defineSmaller } from './smaller-method.js';

/** Trees without what follows from the rest, and each number in as few bytes as it takes. */
export const lossless = defineSmaller({
  name: 'lossless',
  summary: 'Trees stored tightly: every answer stays what it is, to the last digit',
  params: {},
  apply: (model) =>
    hasForest(model)
      ? { ...model, weights: packForests(model.weights, packDictionary) }
      : { cannot: 'is for trees, and there is none in this model' },
});
