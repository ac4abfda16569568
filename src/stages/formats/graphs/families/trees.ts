import type { SavedModel } from '../../../../contracts/model.js';
import { averageDepth } from '../../../../learning/models/forests/isolation-forest.js';
import { readForest } from '../../../../learning/models/trees/forest-weights.js';
import { classShares, logitAnswers, twoClasses } from '../answers.js';
import type { FamilyWriter } from '../family-writer.js';
import type { ModelGraph, Ref } from '../model-graph.js';
import { counted } from './dense.js';

export const gradientBoosting: FamilyWriter = (graph, model, features) => {
  const start = model.weights['start']?.values ?? [];
  const sums = forestSums(graph, model, features);
  const logits = graph.op('add', sums, graph.numbers(start, [1, start.length]));
  return counted(graph, model, logitAnswers(graph, logits, { task: model.task }));
};

/** Random forests and extremely randomised trees. */
export const averagedTrees: FamilyWriter = (graph, model, features) => {
  const sums = forestSums(graph, model, features);
  const { kind } = model.task;
  if (kind === 'multiclass') return classShares(graph, sums);
  const mean = graph.op('div', sums, graph.number(treesOf(model)));
  if (kind === 'regression') return mean;
  return twoClasses(graph, graph.op('min', mean, graph.number(1)));
};

export const adaboost: FamilyWriter = (graph, model, features) => {
  const scale = graph.number(model.config['scale'] as number);
  const votes = graph.op('mul', forestSums(graph, model, features), scale);
  return logitAnswers(graph, votes, { task: model.task });
};

/** 2 to the power of minus the mean depth, in units of what is usual. */
export const isolationForest: FamilyWriter = (graph, model, features) => {
  const usual = averageDepth(model.config['sample'] as number);
  const unit = treesOf(model) * Math.max(usual, Number.MIN_VALUE);
  const depths = forestSums(graph, model, features);
  return graph.op('exp', graph.op('mul', depths, graph.number(-Math.LN2 / unit)));
};

function forestSums(graph: ModelGraph, model: SavedModel, features: Ref): Ref {
  return graph.forest(features, readForest(model));
}

function treesOf(model: SavedModel): number {
  return readForest(model).roots.length;
}
