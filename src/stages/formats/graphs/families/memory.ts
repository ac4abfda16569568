import type { SavedModel } from '../../../../contracts/model.js';
import type { ModelGraph, Ref } from '../model-graph.js';
import { dense } from './dense.js';

/** What a gated recurrent unit (`gru/…` among the weights) remembers after all steps, each rows × inputs: rows × units. */
export function memoryOver(
  graph: ModelGraph,
  model: SavedModel,
  { units, steps }: { readonly units: number; readonly steps: readonly Ref[] },
): Ref {
  const input = { model, matrix: 'gru/input', vector: 'gru/biases' };
  const memory = { model, matrix: 'gru/memory', vector: 'gru/memory-biases' };
  const part = (of: Ref, gate: number): Ref => graph.slice(of, gate * units, (gate + 1) * units);
  let state: Ref | undefined;
  for (const step of steps) {
    const now = dense(graph, step, input);
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
  if (state === undefined) throw new Error('there is a step');
  return state;
}
