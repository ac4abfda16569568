import type { SavedModel } from '../../../../contracts/model.js';
import { geluCube, geluScale } from '../../../../learning/compute/layers/activations.js';
import type { ColumnRun } from '../../../../learning/compute/layers/embed-columns.js';
import { logitAnswers } from '../answers.js';
import type { FamilyWriter } from '../family-writer.js';
import type { ModelGraph, Ref } from '../model-graph.js';

export const linear: FamilyWriter = (graph, model, features) => {
  const from = graph.cast(features, 'double');
  const logits = dense(graph, from, { model, matrix: 'weights', vector: 'intercepts' });
  return counted(graph, model, logitAnswers(graph, logits, { task: model.task }));
};

export const mlp: FamilyWriter = (graph, model, features) => {
  const { scale } = model.config as unknown as { scale: { mean: number; sd: number } };
  return logitAnswers(graph, denseStack(graph, model, features), { task: model.task, scale });
};

/** The mean squared difference between a row and what is read back of it. */
export const autoencoder: FamilyWriter = (graph, model, features) => {
  const far = graph.op('sub', denseStack(graph, model, features), graph.cast(features, 'double'));
  const squares = graph.reduce('sum', graph.op('mul', far, far));
  return graph.op('div', squares, graph.number(model.inputs.length));
};

/** What a model of counts says: the number whose logarithm it has learnt. */
export function counted(graph: ModelGraph, { config }: SavedModel, answers: Ref): Ref {
  return config['objective'] === 'poisson' ? graph.op('exp', answers) : answers;
}

/** Weights of a dense layer by their names in a model. */
interface DenseLayer {
  readonly model: Pick<SavedModel, 'weights'>;
  readonly matrix: string;
  readonly vector: string;
}

/** `from` times the weights, plus the biases. */
export function dense(graph: ModelGraph, from: Ref, { model, matrix, vector }: DenseLayer): Ref {
  const biases = model.weights[vector]?.values ?? [];
  const values = model.weights[matrix]?.values ?? [];
  const table = graph.numbers(values, [values.length / biases.length, biases.length]);
  return graph.op('add', graph.op('matMul', from, table), graph.numbers(biases, [biases.length]));
}

function denseStack(graph: ModelGraph, model: SavedModel, features: Ref): Ref {
  const { layers, activation, residual, runs } = model.config as unknown as {
    layers: readonly number[];
    activation: keyof typeof bends;
    residual?: boolean;
    runs?: readonly ColumnRun[];
  };
  let value =
    runs === undefined
      ? graph.cast(features, 'double')
      : embedded(graph, model, { features, runs });
  let width = runs?.reduce((sum, { outputs }) => sum + outputs, 0) ?? model.inputs.length;
  for (const [at, units] of layers.entries()) {
    const bent = bends[activation](graph, dense(graph, value, layerOf(model, at)));
    value = residual === true && width === units ? graph.op('add', bent, value) : bent;
    width = units;
  }
  return dense(graph, value, layerOf(model, layers.length));
}

function layerOf(model: SavedModel, at: number): DenseLayer {
  return { model, matrix: `${at}/weights`, vector: `${at}/biases` };
}

const bends = {
  relu: (graph: ModelGraph, x: Ref) => graph.op('relu', x),
  tanh: (graph: ModelGraph, x: Ref) => graph.op('tanh', x),
  gelu: (graph: ModelGraph, x: Ref) => {
    const cube = graph.op('mul', graph.op('mul', x, x), x);
    const inner = graph.op('add', x, graph.op('mul', cube, graph.number(geluCube)));
    const tanh = graph.op('tanh', graph.op('mul', inner, graph.number(geluScale)));
    const half = graph.op('mul', x, graph.number(0.5));
    return graph.op('mul', half, graph.op('add', tanh, graph.number(1)));
  },
};

/** Numbers as they are; for each code of a category its vector, the last one when the code is missing. */
function embedded(
  graph: ModelGraph,
  { weights }: SavedModel,
  { features, runs }: { readonly features: Ref; readonly runs: readonly ColumnRun[] },
): Ref {
  const parts = runs.map(({ start, width, levels = 0, outputs }) => {
    const slice = graph.slice(features, start, start + width);
    const table = weights[`column-${start}/vectors`]?.values;
    if (table === undefined) return graph.cast(slice, 'double');
    const none = graph.number(levels, 'float');
    const code = graph.cast(graph.op('where', graph.op('isNaN', slice), none, slice), 'int64');
    const rows = graph.numbers(table, [table.length / outputs, outputs]);
    return graph.gather(rows, graph.reshape(code, [-1]));
  });
  return graph.concat(parts);
}
