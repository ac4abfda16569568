import { MessageWriter } from '../compute/graph/protobuf.js';
import { fieldsOf, textsAt } from './read-protobuf.js';

/** Numbers of fields in onnx.proto. */
export const onnxFields = {
  model: { graph: 7, opsets: 8, facts: 14 },
  graph: { node: 1, initializer: 5, input: 11, output: 12 },
} as const;

/**
 * The model with one output: any value within its graph, such as the probabilities that a `ZipMap` would make a list of maps of. All
 * else stays as it stands.
 */
export function withOutput(model: Uint8Array, output: string): Uint8Array {
  const changed = new MessageWriter();
  for (const { field, bytes, whole } of fieldsOf(model)) {
    if (field === onnxFields.model.graph) changed.bytes(field, graphWithOutput(bytes, output));
    else changed.raw(whole);
  }
  return changed.finish();
}

function graphWithOutput(graph: Uint8Array, output: string): Uint8Array {
  const changed = new MessageWriter();
  let known: Uint8Array | undefined;
  for (const { field, bytes, whole } of fieldsOf(graph)) {
    // It makes a list of maps of an output that is not wanted, and refuses the doubles that scikit-learn's converter may give it.
    if (field === onnxFields.graph.node && textsAt(bytes, 4)[0] === 'ZipMap') continue;
    if (field !== onnxFields.graph.output) changed.raw(whole);
    else if (textsAt(bytes, 1)[0] === output) known = whole;
  }
  if (known !== undefined) return changed.raw(known).finish();
  // Of what goes into a `ZipMap` the runtime works out the type by itself.
  return changed.message(onnxFields.graph.output, (value) => value.text(1, output)).finish();
}
