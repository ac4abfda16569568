import { MessageWriter } from './protobuf.js';

/** Types of tensors as TensorFlow numbers them (tensorflow/core/framework/types.proto). */
const dataTypes = {
  float32: 1,
  float64: 2,
  int32: 3,
  string: 7,
  int64: 9,
  bool: 10,
  resource: 20,
} as const;
export type GraphType = keyof typeof dataTypes;

/** Writes an attribute's value into its AttrValue message. */
export type Attribute = (value: MessageWriter) => void;

/** Attributes of nodes (tensorflow/core/framework/attr_value.proto). */
export const attribute = {
  text:
    (value: string): Attribute =>
    (to) =>
      to.text(2, value),
  integer:
    (value: number): Attribute =>
    (to) =>
      to.integer(3, value),
  float:
    (value: number): Attribute =>
    (to) =>
      to.float(4, value),
  flag:
    (value: boolean): Attribute =>
    (to) =>
      to.integer(5, value ? 1 : 0),
  /** A type's own number. */
  typeNumber:
    (value: number): Attribute =>
    (to) =>
      to.integer(6, value),
  type:
    (value: GraphType): Attribute =>
    (to) =>
      to.integer(6, dataTypes[value]),
  shape:
    (lengths: readonly number[]): Attribute =>
    (to) =>
      to.message(7, shapeOf(lengths)),
  integers:
    (values: readonly number[]): Attribute =>
    (to) =>
      to.message(1, (list) => list.integers(3, values)),
  typeNumbers:
    (values: readonly number[]): Attribute =>
    (to) =>
      to.message(1, (list) => list.integers(6, values)),
  tensor:
    (type: GraphType, shape: readonly number[], bytes: Uint8Array): Attribute =>
    (to) =>
      to.message(8, (tensor) =>
        tensor.integer(1, dataTypes[type]).message(2, shapeOf(shape)).bytes(4, bytes),
      ),
  texts:
    (values: readonly string[]): Attribute =>
    (to) =>
      to.message(8, (tensor) => {
        tensor.integer(1, dataTypes.string).message(2, shapeOf([values.length]));
        for (const value of values) tensor.text(8, value);
      }),
} as const;

/** −1 is a length that is only known when the graph runs. */
function shapeOf(lengths: readonly number[]): (shape: MessageWriter) => void {
  return (shape) => {
    for (const length of lengths) shape.message(2, (one) => one.integer(1, length));
  };
}

/** A tensor in a graph: `node` for its first output, `node:1` for its second; `^node` is the wish to run after it. */
export type Ref = string;

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly Ref[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A TensorFlow graph in the making. */
export class Graph {
  readonly #nodes: GraphNode[] = [];
  readonly #constants = new Map<string, Ref>();

  get size(): number {
    return this.#nodes.length;
  }

  /** Adds a node and gives its first output; without a name it gets one of its own. */
  add(op: string, inputs: readonly Ref[], options: NodeOptions = {}): Ref {
    const name = options.name ?? `${op}_${this.#nodes.length}`;
    this.#nodes.push({ name, op, inputs, attributes: options.attributes ?? {} });
    return name;
  }

  /** A node whose type attribute `T` is all it needs to be told. */
  typed(op: string, inputs: readonly Ref[], type: GraphType): Ref {
    return this.add(op, inputs, { attributes: { T: attribute.type(type) } });
  }

  /** Equal constants are one node, unless something has to run before. */
  constant({ type, shape, values }: ConstantValue, behind: readonly Ref[] = []): Ref {
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength).slice();
    const key = JSON.stringify([type, shape, behind, Buffer.from(bytes).toString('latin1')]);
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const attributes = {
      dtype: attribute.type(type),
      value: attribute.tensor(type, shape, bytes),
    };
    const made = this.add('Const', behind, { attributes });
    this.#constants.set(key, made);
    return made;
  }

  placeholder(name: string, type: GraphType, shape: readonly number[]): Ref {
    const attributes = { dtype: attribute.type(type), shape: attribute.shape(shape) };
    return this.add('Placeholder', [], { name, attributes });
  }

  /** A variable of float32: a handle that `ReadVariableOp`, `AssignVariableOp` and the optimisers take. */
  variable(name: string, shape: readonly number[]): Ref {
    const attributes = {
      dtype: attribute.type('float32'),
      shape: attribute.shape(shape),
      container: attribute.text(''),
      shared_name: attribute.text(name),
    };
    return this.add('VarHandleOp', [], { name, attributes });
  }

  read(variable: Ref, behind: readonly Ref[] = []): Ref {
    const attributes = { dtype: attribute.type('float32') };
    return this.add('ReadVariableOp', [variable, ...behind], { attributes });
  }

  assign(variable: Ref, value: Ref): Ref {
    const attributes = { dtype: attribute.type('float32') };
    return this.add('AssignVariableOp', [variable, value], { attributes });
  }

  /**
   * The bytes of a `saved_model.pb` that holds this graph, with what it reads and gives if it is to be called by name, and
   * nothing else (tensorflow/core/protobuf/saved_model.proto).
   */
  savedModel(signature?: GraphSignature): Uint8Array {
    const model = new MessageWriter().integer(1, 1);
    model.message(2, (meta) => {
      meta.message(1, (info) => info.text(4, 'serve').text(5, '2.9.1'));
      meta.message(2, (definition) => this.#writeTo(definition));
      if (signature !== undefined) meta.message(5, (entry) => writeSignature(entry, signature));
    });
    return model.finish();
  }

  #writeTo(definition: MessageWriter): void {
    for (const { name, op, inputs, attributes } of this.#nodes) {
      definition.message(1, (node) => {
        node.text(1, name).text(2, op);
        // Control inputs, which begin with ^, have to come last.
        for (const input of inputs) if (!input.startsWith('^')) node.text(3, input);
        for (const input of inputs) if (input.startsWith('^')) node.text(3, input);
        for (const [key, write] of Object.entries(attributes)) {
          node.message(5, (entry) => entry.text(1, key).message(2, write));
        }
      });
    }
    definition.message(4, (versions) => versions.integer(1, producer));
  }
}

/** A tensor that a caller gives or gets. */
export interface SignatureTensor {
  readonly name: string;
  readonly ref: Ref;
  readonly type: GraphType;
  readonly shape: readonly number[];
}

/** What a graph is called by: `serving_default`. */
interface GraphSignature {
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
}

function writeSignature(entry: MessageWriter, { inputs, outputs }: GraphSignature): void {
  entry.text(1, 'serving_default').message(2, (definition) => {
    for (const [field, tensors] of [
      [1, inputs],
      [2, outputs],
    ] as const) {
      for (const { name, ref, type, shape } of tensors) {
        definition.message(field, (named) => {
          named.text(1, name).message(2, (info) => {
            info.text(1, ref.includes(':') ? ref : `${ref}:0`);
            info.integer(2, dataTypes[type]).message(3, shapeOf(shape));
          });
        });
      }
    }
    definition.text(3, 'tensorflow/serving/predict');
  });
}

/** The version of GraphDef that TensorFlow 2.9 wrote: what it and its successors read the same way. */
const producer = 987;

interface NodeOptions {
  readonly name?: string;
  readonly attributes?: Readonly<Record<string, Attribute>>;
}

export interface ConstantValue {
  readonly type: 'bool' | 'float32' | 'float64' | 'int32' | 'int64';
  readonly shape: readonly number[];
  readonly values: BigInt64Array | Float32Array | Float64Array | Int32Array | Uint8Array;
}

/** After this node, not with its value. */
export function after(ref: Ref): Ref {
  return `^${ref.replace(/^\^|:\d+$/g, '')}`;
}
