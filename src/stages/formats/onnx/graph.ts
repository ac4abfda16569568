import { MessageWriter } from '../../../learning/compute/graph/protobuf.js';

/** Kinds of numbers in a tensor, by their number in onnx.proto (TensorProto.DataType). */
const kinds = { float: 1, int64: 7, string: 8, bool: 9, double: 11 } as const;
export type Kind = keyof typeof kinds;

type Attribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly text: string }
  | { readonly ints: readonly number[] }
  | { readonly texts: readonly string[] }
  | { readonly doubles: readonly number[] };

interface Value {
  readonly name: string;
  readonly kind: Kind;
  /** Columns; rows are `N`. */
  readonly width: number;
}

interface Node {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly attributes?: Readonly<Record<string, Attribute>>;
  /** That of the operator; ONNX's own by default. */
  readonly domain?: string;
  readonly name?: string;
}

/**
 * A graph of ONNX (github.com/onnx/onnx, onnx.proto) as it is put together: every method gives the name of what it made.
 * Rows stand in the first dimension.
 */
export class OnnxGraph {
  readonly #nodes: ((message: MessageWriter) => void)[] = [];
  readonly #constants: ((message: MessageWriter) => void)[] = [];
  readonly #inputs: Value[] = [];
  readonly #outputs: Value[] = [];
  #count = 0;

  input(name: string, kind: Kind, width: number): string {
    this.#inputs.push({ name, kind, width });
    return name;
  }

  output(from: string, value: Value): void {
    this.node({ type: 'Identity', inputs: [from], name: value.name });
    this.#outputs.push(value);
  }

  op(
    type: string,
    inputs: readonly string[],
    attributes: Readonly<Record<string, Attribute>> = {},
  ): string {
    return this.node({ type, inputs, attributes });
  }

  /** An operator of another domain, or with a name of its own. */
  node({ type, inputs, attributes = {}, domain = '', name = this.#name() }: Node): string {
    this.#nodes.push((message) => {
      for (const input of inputs) message.text(1, input);
      message.text(2, name).text(3, `${type} ${name}`).text(4, type);
      for (const [key, value] of Object.entries(attributes)) {
        message.message(5, (part) => {
          writeAttribute(part, key, value);
        });
      }
      if (domain !== '') message.text(7, domain);
    });
    return name;
  }

  cast(from: string, kind: Kind): string {
    return this.op('Cast', [from], { to: { int: kinds[kind] } });
  }

  numbers(
    values: ArrayLike<number>,
    dims: readonly number[],
    kind: 'double' | 'float' | 'int64' = 'double',
  ): string {
    return this.#constant((message) => {
      writeNumbers(message, { values, dims, kind });
    });
  }

  number(value: number, kind: 'double' | 'float' | 'int64' = 'double'): string {
    return this.numbers([value], [], kind);
  }

  texts(values: readonly string[]): string {
    return this.#constant((message) => {
      message.integers(1, [values.length]).integer(2, kinds.string);
      for (const value of values) message.text(6, value);
    });
  }

  /** The bytes of a model file. */
  finish(about: {
    readonly name: string;
    readonly opset: number;
    readonly producer: string;
    readonly facts: Readonly<Record<string, string>>;
  }): Uint8Array {
    const message = new MessageWriter().integer(1, 8).text(2, 'mlx').text(3, about.producer);
    message.message(7, (graph) => {
      for (const write of this.#nodes) graph.message(1, write);
      graph.text(2, about.name);
      for (const write of this.#constants) graph.message(5, write);
      for (const [field, values] of [
        [11, this.#inputs],
        [12, this.#outputs],
      ] as const) {
        for (const value of values) {
          graph.message(field, (info) => {
            writeInfo(info, value);
          });
        }
      }
    });
    for (const [domain, version] of [
      ['', about.opset],
      ['ai.onnx.ml', 3],
    ] as const) {
      message.message(8, (opset) => void opset.text(1, domain).integer(2, version));
    }
    for (const [key, value] of Object.entries(about.facts)) {
      message.message(14, (fact) => void fact.text(1, key).text(2, value));
    }
    return message.finish();
  }

  #name(): string {
    return `v${this.#count++}`;
  }

  #constant(write: (message: MessageWriter) => void): string {
    const name = this.#name();
    this.#constants.push((message) => {
      write(message);
      message.text(8, name);
    });
    return name;
  }
}

function writeInfo(message: MessageWriter, { name, kind, width }: Value): void {
  message.text(1, name).message(2, (type) => {
    type.message(1, (tensor) => {
      tensor.integer(1, kinds[kind]).message(2, (shape) => {
        shape.message(1, (dim) => void dim.text(2, 'N'));
        if (width > 0) shape.message(1, (dim) => void dim.integer(1, width));
      });
    });
  });
}

/** Little-endian raw data. */
function writeNumbers(
  message: MessageWriter,
  {
    values,
    dims,
    kind,
  }: { values: ArrayLike<number>; dims: readonly number[]; kind: 'double' | 'float' | 'int64' },
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
function writeAttribute(message: MessageWriter, name: string, value: Attribute): void {
  message.text(1, name);
  if ('int' in value) message.integer(3, value.int).integer(20, 2);
  else if ('float' in value) message.float(2, value.float).integer(20, 1);
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
