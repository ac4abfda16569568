import { Registry } from '../../registry.js';
import { adaboost } from './adaboost.js';
import { baseline } from './baseline.js';
import { extraTrees } from './extra-trees.js';
import { gradientBoosting } from './gradient-boosting.js';
import { linear } from './linear.js';
import { mlp } from './mlp.js';
import type { ModelFamily } from './model-family.js';
import { naiveBayes } from './naive-bayes.js';
import { nearestNeighbours } from './nearest-neighbours.js';
import { randomForest } from './random-forest.js';

/** To add a model family: write its file, add its line. */
export const modelFamilies = new Registry<ModelFamily>('model family', [
  adaboost,
  baseline,
  extraTrees,
  gradientBoosting,
  linear,
  mlp,
  naiveBayes,
  nearestNeighbours,
  randomForest,
]);
