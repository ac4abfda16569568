import type { SavedModel } from '../../../../contracts/model.js';
import type { FamilyWriter } from '../family-writer.js';
import { imageCnn, textNetwork } from './blocks.js';
import { autoencoder, linear, mlp } from './dense.js';
import { averaged, membersOf, stacking } from './ensembles.js';
import { naiveBayes } from './naive-bayes.js';
import { localOutlierFactor, nearestNeighbours, nearestOf } from './neighbours.js';
import { baseline, oneClassSvm } from './simple.js';
import { adaboost, averagedTrees, gradientBoosting, isolationForest } from './trees.js';

/** The families that a graph can say, each as its `predictor` computes. To add one: its file, its line. */
const plain: Readonly<Record<string, FamilyWriter>> = {
  adaboost,
  autoencoder,
  baseline,
  'dbscan-distance': nearestOf('core'),
  'extra-trees': averagedTrees,
  'gradient-boosting': gradientBoosting,
  'image-cnn': imageCnn,
  'isolation-forest': isolationForest,
  'kmeans-distance': nearestOf('centres'),
  linear,
  'local-outlier-factor': localOutlierFactor,
  mlp,
  'naive-bayes': naiveBayes,
  'nearest-neighbours': nearestNeighbours,
  'one-class-svm': oneClassSvm,
  'random-forest': averagedTrees,
  'text-network': textNetwork,
};

const ensembles: Readonly<Record<string, FamilyWriter>> = {
  bagging: averaged(writeFamily),
  stacking: stacking(writeFamily),
  voting: averaged(writeFamily),
};

/** Adds a model and, of an ensemble, its members. */
export function writeFamily(...[graph, model, features]: Parameters<FamilyWriter>): string {
  const write = plain[model.family] ?? ensembles[model.family];
  if (write === undefined) throw new Error(`${model.family} was looked at before`);
  return write(graph, model, features);
}

/** The first family, of the model or of its members, that no graph can say; undefined when all can be said. */
export function unsaidFamily(model: SavedModel): string | undefined {
  if (Object.hasOwn(plain, model.family)) return undefined;
  if (!Object.hasOwn(ensembles, model.family)) return model.family;
  return membersOf(model)
    .map(unsaidFamily)
    .find((family) => family !== undefined);
}
