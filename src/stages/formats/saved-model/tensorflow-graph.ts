import {
  type Attribute,
  attribute,
  Graph,
  type SignatureTensor,
} from '../../../learning/compute/graph/graph-def.js';
import type { Forest } from '../../../learning/models/trees/forest.js';
import type {
  Convolution,
  GraphValue,
  Kind,
  ModelGraph,
  NumberKind,
  PlainOp,
  Ref,
} from '../graphs/model-graph.js';
import { answersYesOrNo, arrays, logical, plainOps, reductions, types } from './tensorflow-ops.js';
import { forestLeaves } from './tensorflow-trees.js';

/** A model as a graph of TensorFlow, its weights as constants in it. Only ops that TensorFlow 2.9 and later read the same way. */
export class TensorflowGraph implements ModelGraph {
  readonly #graph = new Graph();
  readonly #kinds = new Map<Ref, Kind>();
  readonly #inputs: SignatureTensor[] = [];
  readonly #outputs: SignatureTensor[] = [];

  input(value: GraphValue): Ref {
    const tensor = tensorOf(value, `input_${this.#inputs.length}`);
    this.#graph.placeholder(tensor.ref, tensor.type, tensor.shape);
    this.#inputs.push(tensor);
    return this.#known(tensor.ref, value.kind);
  }

  output(from: Ref, value: GraphValue): void {
    const tensor = tensorOf(value, `output_${this.#outputs.length}`);
    const attributes = { T: attribute.type(tensor.type) };
    this.#graph.add('Identity', [from], { name: tensor.ref, attributes });
    this.#outputs.push(tensor);
  }

  numbers(values: ArrayLike<number>, shape: readonly number[], kind: NumberKind = 'double'): Ref {
    const type = types[kind];
    return this.#known(this.#graph.constant({ type, shape, values: arrays[kind](values) }), kind);
  }

  number(value: number, kind: NumberKind = 'double'): Ref {
    return this.numbers([value], [], kind);
  }

  texts(values: readonly string[]): Ref {
    const attributes = { dtype: attribute.type('string'), value: attribute.texts(values) };
    return this.#known(this.#graph.add('Const', [], { attributes }), 'string');
  }

  op(name: PlainOp, ...inputs: readonly Ref[]): Ref {
    const kind = this.#kindOf(inputs.at(-1) ?? '');
    const gives = answersYesOrNo.has(name) ? 'bool' : kind;
    return this.#add(plainOps[name], inputs, {
      kind: gives,
      of: logical.has(name) ? {} : typed(kind),
    });
  }

  cast(from: Ref, kind: Kind): Ref {
    const [source, target] = [this.#kindOf(from), kind].map((each) => attribute.type(types[each]));
    if (this.#kindOf(from) === kind || source === undefined || target === undefined) return from;
    return this.#add('Cast', [from], { kind, of: { SrcT: source, DstT: target } });
  }

  softmax(from: Ref): Ref {
    return this.#same('Softmax', [from]);
  }

  reduce(
    how: 'max' | 'min' | 'sum',
    from: Ref,
    { axis = 1, keep = true }: { readonly axis?: number; readonly keep?: boolean } = {},
  ): Ref {
    const of = { Tidx: attribute.type('int32'), keep_dims: attribute.flag(keep) };
    return this.#same(reductions[how], [from, this.#integers([axis])], of);
  }

  placeOf(which: 'largest' | 'smallest', from: Ref): Ref {
    const op = which === 'largest' ? 'ArgMax' : 'ArgMin';
    const of = {
      ...typed(this.#kindOf(from)),
      Tidx: attribute.type('int32'),
      output_type: attribute.type('int64'),
    };
    return this.#add(op, [from, this.#integer(1)], { kind: 'int64', of });
  }

  smallest(from: Ref, count: number): { readonly values: Ref; readonly places: Ref } {
    const negative = this.#same('Neg', [from]);
    const of = { sorted: attribute.flag(true) };
    const top = this.#same('TopKV2', [negative, this.#integer(count)], of);
    const of32 = { SrcT: attribute.type('int32'), DstT: attribute.type('int64') };
    return {
      values: this.#same('Neg', [top]),
      places: this.#add('Cast', [`${top}:1`], { kind: 'int64', of: of32 }),
    };
  }

  concat(parts: readonly Ref[], axis = 1): Ref {
    const [first = ''] = parts;
    if (parts.length === 1) return first;
    const of = { N: attribute.integer(parts.length), Tidx: attribute.type('int32') };
    return this.#same('ConcatV2', [...parts, this.#integer(axis)], of);
  }

  slice(from: Ref, start: number, end: number): Ref {
    // The first bit of a mask: all rows.
    const of = {
      Index: attribute.type('int32'),
      begin_mask: attribute.integer(1),
      end_mask: attribute.integer(1),
    };
    const bounds = [
      [0, start],
      [0, end],
      [1, 1],
    ].map((each) => this.#integers(each));
    return this.#same('StridedSlice', [from, ...bounds], of);
  }

  columns(from: Ref, places: readonly number[]): Ref {
    return this.#gathered(from, this.numbers(places, [places.length], 'int64'), 1);
  }

  gather(table: Ref, places: Ref): Ref {
    return this.#gathered(table, places, 0);
  }

  reshape(from: Ref, dims: readonly number[]): Ref {
    const of = { Tshape: attribute.type('int32') };
    return this.#same('Reshape', [from, this.#integers(dims)], of);
  }

  /** By holding each text against all: no table that would have to be filled before the first request. */
  placeAmong(input: Ref, texts: readonly string[]): Ref {
    const places = this.numbers(
      [...texts.keys()].map((at) => at - texts.length),
      [texts.length],
      'int64',
    );
    const isThis = this.op('equal', input, this.texts(texts));
    const found = this.op('where', isThis, places, this.number(0, 'int64'));
    return this.op('add', this.reduce('sum', found), this.number(texts.length, 'int64'));
  }

  forest(features: Ref, forest: Forest): Ref {
    const leaves = this.#known(forestLeaves(this.#graph, features, forest), 'double');
    const { outputs, width, roots } = forest;
    if (width > 1 || outputs === 1) return this.reduce('sum', leaves, { keep: width === 1 });
    // Tree t adds to output t % outputs.
    const turns = Float64Array.from({ length: roots.length * outputs }, (_, at) =>
      Math.floor(at / outputs) % outputs === at % outputs ? 1 : 0,
    );
    return this.op('matMul', leaves, this.numbers(turns, [roots.length, outputs]));
  }

  image(from: Ref, shape: readonly [number, number, number]): Ref {
    return this.reshape(from, [-1, ...shape]);
  }

  convolve(image: Ref, { filter, biases, inputs, outputs, size, stride }: Convolution): Ref {
    const of = {
      strides: attribute.integers([1, stride, stride, 1]),
      padding: attribute.text('SAME'),
      data_format: attribute.text('NHWC'),
    };
    const filters = this.numbers(filter, [size, size, inputs, outputs], 'float');
    const sums = this.#same('Conv2D', [image, filters], of);
    return this.op('add', sums, this.numbers(biases, [outputs], 'float'));
  }

  imageMeans(image: Ref): Ref {
    const of = { Tidx: attribute.type('int32'), keep_dims: attribute.flag(false) };
    return this.#same('Mean', [image, this.#integers([1, 2])], of);
  }

  /** The bytes of `saved_model.pb`. */
  finish(): Uint8Array {
    return this.#graph.savedModel({ inputs: this.#inputs, outputs: this.#outputs });
  }

  #gathered(table: Ref, places: Ref, axis: number): Ref {
    const kind = this.#kindOf(table);
    const of = {
      Tparams: attribute.type(types[kind]),
      Tindices: attribute.type('int64'),
      Taxis: attribute.type('int32'),
      batch_dims: attribute.integer(0),
    };
    return this.#add('GatherV2', [table, places, this.#integer(axis)], { kind, of });
  }

  #integers(values: readonly number[]): Ref {
    return this.#graph.constant({
      type: 'int32',
      shape: [values.length],
      values: Int32Array.from(values),
    });
  }

  #integer(value: number): Ref {
    return this.#graph.constant({ type: 'int32', shape: [], values: Int32Array.of(value) });
  }

  /** An op that gives what its first input is. */
  #same(op: string, inputs: readonly Ref[], of: Readonly<Record<string, Attribute>> = {}): Ref {
    const kind = this.#kindOf(inputs[0] ?? '');
    return this.#add(op, inputs, { kind, of: { ...typed(kind), ...of } });
  }

  #add(
    op: string,
    inputs: readonly Ref[],
    { kind, of }: { readonly kind: Kind; readonly of: Readonly<Record<string, Attribute>> },
  ): Ref {
    return this.#known(this.#graph.add(op, inputs, { attributes: of }), kind);
  }

  #known(ref: Ref, kind: Kind): Ref {
    this.#kinds.set(ref, kind);
    return ref;
  }

  #kindOf(ref: Ref): Kind {
    const kind = this.#kinds.get(ref);
    if (kind === undefined) throw new Error(`nothing in the graph is called ${ref}`);
    return kind;
  }
}

function tensorOf({ name, kind, width }: GraphValue, ref: Ref): SignatureTensor {
  return { name, ref, type: types[kind], shape: width > 0 ? [-1, width] : [-1] };
}

const typed = (kind: Kind) => ({ T: attribute.type(types[kind]) });
