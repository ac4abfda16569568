import type { FamilyWriter } from '../family-writer.js';
import { zeros } from './neighbours.js';

/** The same for every row. */
export const baseline: FamilyWriter = (graph, { config }, features) => {
  const answer = config['answer'] as readonly number[];
  return graph.op('add', zeros(graph, features), graph.numbers(answer, [1, answer.length]));
};

/** The border less what Fourier features say: `√(2/D) · cos(ωx + b)`. */
export const oneClassSvm: FamilyWriter = (graph, { weights, inputs }, features) => {
  const block = (name: string) => weights[name]?.values ?? [];
  const count = block('phases').length;
  const frequencies = graph.numbers(block('frequencies'), [inputs.length, count]);
  const product = graph.op('matMul', graph.cast(features, 'double'), frequencies);
  const waves = graph.op(
    'cos',
    graph.op('add', product, graph.numbers(block('phases'), [1, count])),
  );
  const size = Math.sqrt(2 / count);
  const normal = graph.numbers(
    Float64Array.from(block('normal'), (value) => size * value),
    [count, 1],
  );
  const offset = graph.number(block('offset')[0] as number);
  return graph.op('sub', offset, graph.op('matMul', waves, normal));
};
