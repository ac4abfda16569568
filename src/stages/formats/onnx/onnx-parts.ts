import type { MessageWriter } from '../../../learning/compute/graph/protobuf.js';
import type { GraphValue, NumberKind, Ref } from '../graphs/model-graph.js';

/** Kinds of numbers in a tensor, by their number in onnx.proto (TensorProto.DataType). */
export const kinds = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const;

export type OnnxAttribute =
  | { readonly int: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly doubles: readonly number[] };

/** One operation, with what goes in and what comes out by name. */
export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly Ref[];
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
  /** That of the operator; ONNX's own by default. */
  readonly domain?: string;
  readonly names?: readonly Ref[];
}

/** Name, kind and shape of an input or output (ValueInfoProto). */
export function writeInfo(message: MessageWriter, { name, kind, width }: GraphValue): void {
  message.text(1, name).message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, kinds[kind]).message(2, (shape) => {
        shape.message(1, (dim) => void dim.text(2, 'N'));
        if (width > 0) shape.message(1, (dim) => void dim.integer(1, width));
      });
    });
  });
}

/** Numbers as a TensorProto: little-endian raw data. */
export function writeNumbers(
  message: MessageWriter,
  { values, dims, kind }: { values: ArrayLike<number>; dims: readonly number[]; kind: NumberKind },
): void {
  const size = kind === 'float' ? 4 : 8;
  const view = new DataView(new ArrayBuffer(values.length * size));
  for (let at = 0; at < values.length; at++) {
    const value = values[at] as number;
    if (kind === 'float') view.setFloat32(at * size, value, true);
    else if (kind === 'double') view.setFloat64(at * size, value, true);
    else view.setBigInt64(at * size, BigInt(value), true);
  }
  if (dims.length > 0) message.integers(1, dims);
  message.integer(2, kinds[kind]).bytes(9, new Uint8Array(view.buffer));
}

/** Numbers are those of AttributeProto.AttributeType. */
export function writeAttribute(message: MessageWriter, name: string, value: OnnxAttribute): void {
  message.text(1, name);
  if ('int' in value) message.integer(3, value.int).integer(20, 2);
  else if ('text' in value) message.text(4, value.text).integer(20, 3);
  else if ('ints' in value) {
    for (const each of value.ints) message.integer(8, each);
    message.integer(20, 7);
  } else if ('texts' in value) {
    for (const each of value.texts) message.text(9, each);
    message.integer(20, 8);
  } else {
    const { doubles } = value;
    message.message(5, (tensor) => {
      writeNumbers(tensor, { values: doubles, dims: [doubles.length], kind: 'double' });
    });
    message.integer(20, 4);
  }
}
