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
  const input = { model, matrix: 'gru/input', vector: 'gru/biases' };
  const memory = { model, matrix: 'gru/memory', vector: 'gru/memory-biases' };
  const part = (of: Ref, gate: number): Ref => graph.slice(of, gate * units, (gate + 1) * units);
  let state: Ref | undefined;
  for (let at = length - 1; at >= 0; at--) {
    const id = graph.reshape(graph.slice(ids, at, at + 1), [-1]);
    const now = dense(graph, graph.gather(vectors, id), input);
    state ??= graph.op('mul', part(now, 0), graph.number(0));
    const known = dense(graph, state, memory);
    const sum = (gate: number): Ref => graph.op('add', part(now, gate), part(known, gate));
    const reset = graph.op('sigmoid', sum(0));
    const update = graph.op('sigmoid', sum(1));
    const fresh = graph.op(
      'tanh',
      graph.op('add', part(now, 2), graph.op('mul', reset, part(known, 2))),
    );
    state = graph.op('add', fresh, graph.op('mul', update, graph.op('sub', state, fresh)));
  }
  if (state === undefined) throw new Error('a text has a length');
  return state;
}

function vectorsOf(graph: ModelGraph, { weights }: SavedModel, { embedding }: TextShape): Ref {
  const vectors = weights['words/vectors']?.values ?? [];
  return graph.numbers(vectors, [vectors.length / embedding, embedding]);
}
