import type { SavedModel } from '../../../../contracts/model.js';
import {
  type PlannedConvolution,
  planResnet,
  type ResnetShape,
} from '../../../../learning/models/images/resnet-plan.js';
import { type TextShape, usedSizes } from '../../../../learning/models/texts/text-body.js';
import { logitAnswers } from '../answers.js';
import type { FamilyWriter } from '../family-writer.js';
import type { ModelGraph, Ref } from '../model-graph.js';
import { dense } from './dense.js';
import { memoryOver } from './memory.js';

interface Scaled {
  readonly start: number;
  readonly scale: { readonly mean: number; readonly sd: number };
}

/** A vector for each word, and filters over neighbouring words or a memory that reads them backwards. */
export const textNetwork: FamilyWriter = (graph, model, features) => {
  const { start, scale, ...shape } = model.config as unknown as Scaled & TextShape;
  const ids = graph.cast(graph.slice(features, start, start + shape.length), 'int64');
  const seen =
    shape.body === 'gru'
      ? gru(graph, model, { shape, ids })
      : filters(graph, model, { shape, ids });
  const logits = head(graph, model, { features, seen, start, size: shape.length });
  return logitAnswers(graph, logits, { task: model.task, scale });
};

/** Convolutions are computed in float32, as mlx and TensorFlow do. */
export const imageCnn: FamilyWriter = (graph, model, features) => {
  const { start, size, scale, ...shape } = model.config as unknown as Scaled &
    ResnetShape & { size: number };
  const plan = planResnet(shape);
  const convolved = (planned: PlannedConvolution, image: Ref): Ref =>
    graph.convolve(image, {
      ...planned,
      filter: model.weights[`${planned.name}/filter`]?.values ?? [],
      biases: model.weights[`${planned.name}/biases`]?.values ?? [],
    });
  const pixels = graph.image(graph.slice(features, start, start + size), shape.image);
  let signal = graph.op('relu', convolved(plan.stem, pixels));
  for (const { first, second, shortcut } of plan.blocks) {
    const beside = shortcut === undefined ? signal : convolved(shortcut, signal);
    const inner = graph.op('relu', convolved(first, signal));
    signal = graph.op('relu', graph.op('add', convolved(second, inner), beside));
  }
  const seen = graph.cast(graph.imageMeans(signal), 'double');
  const logits = head(graph, model, { features, seen, start, size });
  return logitAnswers(graph, logits, { task: model.task, scale });
};

/** The last layer reads what the body has seen, then the columns beside the block. */
function head(
  graph: ModelGraph,
  model: SavedModel,
  {
    features,
    seen,
    start,
    size,
  }: { readonly features: Ref; readonly seen: Ref; readonly start: number; readonly size: number },
): Ref {
  const beside = [
    [0, start],
    [start + size, model.inputs.length],
  ].flatMap(([from = 0, to = 0]) =>
    from < to ? [graph.cast(graph.slice(features, from, to), 'double')] : [],
  );
  const layer = { model, matrix: 'head/weights', vector: 'head/biases' };
  return dense(graph, graph.concat([seen, ...beside]), layer);
}

interface Text {
  readonly shape: TextShape;
  /** Of the words, rows × length. */
  readonly ids: Ref;
}

/** What each filter finds most of, over windows of several sizes. */
function filters(graph: ModelGraph, model: SavedModel, { shape, ids }: Text): Ref {
  const { embedding, filters: count, length } = shape;
  const words = graph.gather(vectorsOf(graph, model, shape), ids);
  const found = usedSizes(shape).map((size) => {
    const windows = Array.from({ length: size }, (_, at) =>
      graph.slice(words, at, length - size + at + 1),
    );
    const filter = graph.numbers(model.weights[`conv${size}/filter`]?.values ?? [], [
      size * embedding,
      count,
    ]);
    const biases = graph.numbers(model.weights[`conv${size}/biases`]?.values ?? [], [count]);
    const sums = graph.op('add', graph.op('matMul', graph.concat(windows, 2), filter), biases);
    return graph.reduce('max', graph.op('relu', sums), { keep: false });
  });
  return graph.concat(found);
}

/** Step by step from the end of the text, which includes what is behind it. */
function gru(graph: ModelGraph, model: SavedModel, { shape, ids }: Text): Ref {
  const { units, length } = shape;
  const vectors = vectorsOf(graph, model, shape);
  const steps = Array.from({ length }, (_, back) => {
    const at = length - 1 - back;
    return graph.gather(vectors, graph.reshape(graph.slice(ids, at, at + 1), [-1]));
  });
  return memoryOver(graph, model, { units, steps });
}

function vectorsOf(graph: ModelGraph, { weights }: SavedModel, { embedding }: TextShape): Ref {
  const vectors = weights['words/vectors']?.values ?? [];
  return graph.numbers(vectors, [vectors.length / embedding, embedding]);
}
