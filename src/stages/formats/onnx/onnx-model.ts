import { MessageWriter } from '../../../learning/compute/graph/protobuf.js';
import type { GraphValue } from '../graphs/model-graph.js';
import { writeInfo } from './onnx-parts.js';

/** What a model file says of itself. */
export interface OnnxAbout {
  readonly name: string;
  readonly producer: string;
  readonly facts: Readonly<Record<string, string>>;
}

type Write = (message: MessageWriter) => void;

/** The parts of a graph as the bytes of a model file (ModelProto, version 8 of the format). */
export function modelBytes(
  {
    nodes,
    constants,
    inputs,
    outputs,
  }: {
    readonly nodes: readonly Write[];
    readonly constants: readonly Write[];
    readonly inputs: readonly GraphValue[];
    readonly outputs: readonly GraphValue[];
  },
  { name, producer, facts, opset }: OnnxAbout & { readonly opset: number },
): Uint8Array {
  const message = new MessageWriter().integer(1, 8).text(2, 'mlx').text(3, producer);
  message.message(7, (graph) => {
    for (const write of nodes) graph.message(1, write);
    graph.text(2, name);
    for (const write of constants) graph.message(5, write);
    for (const [field, values] of [
      [11, inputs],
      [12, outputs],
    ] as const) {
      for (const value of values) {
        graph.message(field, (info) => {
          writeInfo(info, value);
        });
      }
    }
  });
  for (const [domain, version] of [
    ['', opset],
    ['ai.onnx.ml', 3],
  ] as const) {
    message.message(8, (set) => void set.text(1, domain).integer(2, version));
  }
  for (const [key, value] of Object.entries(facts)) {
    message.message(14, (fact) => void fact.text(1, key).text(2, value));
  }
  return message.finish();
}
