import type { SavedModel } from '../../../contracts/model.js';
import { geluCube, geluScale } from '../../../learning/compute/layers/activations.js';
import type { ColumnRun } from '../../../learning/compute/layers/embed-columns.js';
import { readForest } from '../../../learning/models/trees/forest-weights.js';
import { classShares, logitAnswers } from './answers.js';
import type { OnnxGraph } from './graph.js';
import { forestSums } from './trees.js';

/** Adds a model to a graph that has its features, and gives its numbers: rows × width doubles, as `Predictions` has them. */
type Writer = (graph: OnnxGraph, model: SavedModel, features: string) => string;

/** The families that can be written, each as its `predictor` computes. */
export const onnxFamilies: Readonly<Record<string, Writer>> = {
  linear: (graph, model, features) => {
    const logits = dense(graph, graph.cast(features, 'double'), {
      model,
      matrix: 'weights',
      vector: 'intercepts',
    });
    return poisson(graph, model, logitAnswers(graph, logits, { task: model.task }));
  },

  mlp: (graph, model, features) => {
    const { layers, activation, residual, scale, runs } = model.config as unknown as {
      layers: readonly number[];
      activation: keyof typeof bends;
      residual?: boolean;
      scale: { mean: number; sd: number };
      runs?: readonly ColumnRun[];
    };
    let value =
      runs === undefined
        ? graph.cast(features, 'double')
        : embedded(graph, model, { features, runs });
    let width = runs?.reduce((sum, { outputs }) => sum + outputs, 0) ?? model.inputs.length;
    for (const [at, units] of layers.entries()) {
      const summed = dense(graph, value, layerOf(model, at));
      const bent = bends[activation](graph, summed);
      value = residual === true && width === units ? graph.op('Add', [bent, value]) : bent;
      width = units;
    }
    const logits = dense(graph, value, layerOf(model, layers.length));
    return logitAnswers(graph, logits, { task: model.task, scale });
  },

  'gradient-boosting': (graph, model, features) => {
    const start = model.weights['start']?.values ?? [];
    const sums = forestSums(graph, model, features);
    const logits = graph.op('Add', [sums, graph.numbers(start, [1, start.length])]);
    return poisson(graph, model, logitAnswers(graph, logits, { task: model.task }));
  },

  'random-forest': averagedForest,
  'extra-trees': averagedForest,
};

function averagedForest(graph: OnnxGraph, model: SavedModel, features: string): string {
  const sums = forestSums(graph, model, features);
  const trees = readForest(model).roots.length;
  const { kind } = model.task;
  if (kind === 'multiclass') return classShares(graph, sums);
  const mean = graph.op('Div', [sums, graph.number(trees)]);
  if (kind === 'regression') return mean;
  const positive = graph.op('Min', [mean, graph.number(1)]);
  const negative = graph.op('Sub', [graph.number(1), positive]);
  return graph.op('Concat', [negative, positive], { axis: { int: 1 } });
}

function poisson(graph: OnnxGraph, { config }: SavedModel, answers: string): string {
  return config['objective'] === 'poisson' ? graph.op('Exp', [answers]) : answers;
}

/** Weights of a dense layer by their names in a model. */
interface DenseLayer {
  readonly model: SavedModel;
  readonly matrix: string;
  readonly vector: string;
}

function layerOf(model: SavedModel, at: number): DenseLayer {
  return { model, matrix: `${at}/weights`, vector: `${at}/biases` };
}

function dense(graph: OnnxGraph, from: string, { model, matrix, vector }: DenseLayer): string {
  const biases = model.weights[vector]?.values ?? [];
  const values = model.weights[matrix]?.values ?? [];
  const product = graph.op('MatMul', [
    from,
    graph.numbers(values, [values.length / biases.length, biases.length]),
  ]);
  return graph.op('Add', [product, graph.numbers(biases, [1, biases.length])]);
}

const bends = {
  relu: (graph: OnnxGraph, x: string) => graph.op('Relu', [x]),
  tanh: (graph: OnnxGraph, x: string) => graph.op('Tanh', [x]),
  gelu: (graph: OnnxGraph, x: string) => {
    const cube = graph.op('Mul', [graph.op('Mul', [x, x]), x]);
    const inner = graph.op('Add', [x, graph.op('Mul', [cube, graph.number(geluCube)])]);
    const tanh = graph.op('Tanh', [graph.op('Mul', [inner, graph.number(geluScale)])]);
    const half = graph.op('Mul', [x, graph.number(0.5)]);
    return graph.op('Mul', [half, graph.op('Add', [tanh, graph.number(1)])]);
  },
};

/** Numbers as they are; for each code of a category its vector, the last one when the code is missing. */
function embedded(
  graph: OnnxGraph,
  { weights }: SavedModel,
  { features, runs }: { readonly features: string; readonly runs: readonly ColumnRun[] },
): string {
  const parts = runs.map(({ start, width, levels = 0, outputs }) => {
    const ends = [start, start + width].map((end) => graph.numbers([end], [1], 'int64'));
    const axis = graph.numbers([1], [1], 'int64');
    const slice = graph.op('Slice', [features, ...ends, axis]);
    const table = weights[`column-${start}/vectors`]?.values;
    if (table === undefined) return graph.cast(slice, 'double');
    const isMissing = graph.op('IsNaN', [slice]);
    const code = graph.cast(
      graph.op('Where', [isMissing, graph.number(levels, 'float'), slice]),
      'int64',
    );
    const flat = graph.op('Squeeze', [code, axis]);
    const rows = graph.numbers(table, [table.length / outputs, outputs]);
    return graph.op('Gather', [rows, flat], { axis: { int: 0 } });
  });
  return graph.op('Concat', parts, { axis: { int: 1 } });
}
