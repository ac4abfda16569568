import { Registry } from '../../registry.js';
import { adaboost } from './adaboost.js';
import { autoencoder } from './autoencoder.js';
import { baseline } from './baseline.js';
import { dbscanDistance } from './dbscan-distance.js';
import { bagging } from './ensembles/bagging.js';
import { stacking } from './ensembles/stacking.js';
import { voting } from './ensembles/voting.js';
import { exponentialSmoothing } from './exponential-smoothing.js';
import { extraTrees } from './extra-trees.js';
import { gradientBoosting } from './gradient-boosting.js';
import { gru } from './gru.js';
import { imageCnn } from './image-cnn.js';
import { isolationForest } from './isolation-forest.js';
import { kmeansDistance } from './kmeans-distance.js';
import { lagBoosting } from './lag-boosting.js';
import { linear } from './linear.js';
import { localOutlierFactor } from './local-outlier-factor.js';
import { mlp } from './mlp.js';
import type { ModelFamily } from './model-family.js';
import { naiveBayes } from './naive-bayes.js';
import { nearestNeighbours } from './nearest-neighbours.js';
import { oneClassSvm } from './one-class-svm.js';
import { randomForest } from './random-forest.js';
import { seasonalNaive } from './seasonal-naive.js';
import { textNetwork } from './text-network.js';
import { windowLinear } from './window-linear.js';

/** To add a model family: write its file, add its line. */
export const modelFamilies = new Registry<ModelFamily>('model family', [
  adaboost,
  baseline,
  extraTrees,
  gradientBoosting,
  imageCnn,
  linear,
  mlp,
  naiveBayes,
  nearestNeighbours,
  randomForest,
  textNetwork,
  isolationForest,
  localOutlierFactor,
  oneClassSvm,
  autoencoder,
  kmeansDistance,
  dbscanDistance,
  seasonalNaive,
  exponentialSmoothing,
  windowLinear,
  lagBoosting,
  gru,
  bagging,
  stacking,
  voting,
]);
