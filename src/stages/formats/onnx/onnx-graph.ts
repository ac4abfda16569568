import type { MessageWriter } from '../../../learning/compute/graph/protobuf.js';
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
import { modelBytes, type OnnxAbout } from './onnx-model.js';
import { plainOps, reductions } from './onnx-ops.js';
import { kinds, type OnnxNode, writeAttribute, writeNumbers } from './onnx-parts.js';
import { forestNode, stepsToSums } from './onnx-trees.js';

/** A model as a graph of ONNX (github.com/onnx/onnx, onnx.proto), for opsets 15 to 21. */
export class OnnxGraph implements ModelGraph {
  readonly #nodes: ((message: MessageWriter) => void)[] = [];
  readonly #constants: ((message: MessageWriter) => void)[] = [];
  readonly #inputs: GraphValue[] = [];
  readonly #outputs: GraphValue[] = [];
  readonly #products = new Set<Ref>();
  readonly #opset: number;
  #count = 0;

  constructor(opset: number) {
    this.#opset = opset;
  }

  input(value: GraphValue): Ref {
    this.#inputs.push(value);
    return value.name;
  }

  output(from: Ref, value: GraphValue): void {
    this.#node({ type: 'Identity', inputs: [from], names: [value.name] });
    this.#outputs.push(value);
  }

  numbers(values: ArrayLike<number>, dims: readonly number[], kind: NumberKind = 'double'): Ref {
    return this.#constant((message) => {
      writeNumbers(message, { values, dims, kind });
    });
  }

  number(value: number, kind: NumberKind = 'double'): Ref {
    return this.numbers([value], [], kind);
  }

  texts(values: readonly string[]): Ref {
    return this.#constant((message) => {
      message.integers(1, [values.length]).integer(2, kinds.string);
      for (const value of values) message.text(6, value);
    });
  }

  op(name: PlainOp, ...inputs: readonly Ref[]): Ref {
    if (name === 'mul' || name === 'div') return this.#scaled(name, inputs);
    const made = this.#node({ type: plainOps[name], inputs });
    if (name === 'matMul') this.#products.add(made);
    return made;
  }

  /**
   * onnxruntime puts a matrix product and its scale into one node that holds the scale in float32 (MatMulScaleFusion), which costs
   * doubles half their digits. A change of sign before and after keeps them apart, and is exact.
   */
  #scaled(name: 'div' | 'mul', inputs: readonly Ref[]): Ref {
    const [type, place] = [plainOps[name], inputs.findIndex((input) => this.#products.has(input))];
    if (place < 0) return this.#node({ type, inputs });
    const negative = this.#node({ type: 'Neg', inputs: [inputs[place] ?? ''] });
    const apart = this.#node({ type, inputs: inputs.with(place, negative) });
    return this.#node({ type: 'Neg', inputs: [apart] });
  }

  cast(from: Ref, kind: Kind): Ref {
    return this.#node({ type: 'Cast', inputs: [from], attributes: { to: { int: kinds[kind] } } });
  }

  softmax(from: Ref): Ref {
    return this.#node({ type: 'Softmax', inputs: [from], attributes: { axis: { int: 1 } } });
  }

  reduce(
    how: 'max' | 'min' | 'sum',
    from: Ref,
    { axis = 1, keep = true }: { readonly axis?: number; readonly keep?: boolean } = {},
  ): Ref {
    const keepdims = { keepdims: { int: Number(keep) } };
    // Of the three only the sum takes its axes as an input before opset 18.
    if (how !== 'sum' && this.#opset < 18) {
      const attributes = { ...keepdims, axes: { ints: [axis] } };
      return this.#node({ type: reductions[how], inputs: [from], attributes });
    }
    const axes = this.#integers([axis]);
    return this.#node({ type: reductions[how], inputs: [from, axes], attributes: keepdims });
  }

  placeOf(which: 'largest' | 'smallest', from: Ref): Ref {
    const type = which === 'largest' ? 'ArgMax' : 'ArgMin';
    const attributes = { axis: { int: 1 }, keepdims: { int: 0 } };
    return this.#node({ type, inputs: [from], attributes });
  }

  smallest(from: Ref, count: number): { readonly values: Ref; readonly places: Ref } {
    const names = [this.#name(), this.#name()] as const;
    const attributes = { axis: { int: 1 }, largest: { int: 0 }, sorted: { int: 1 } };
    this.#node({ type: 'TopK', inputs: [from, this.#integers([count])], attributes, names });
    return { values: names[0], places: names[1] };
  }

  concat(parts: readonly Ref[], axis = 1): Ref {
    return this.#node({ type: 'Concat', inputs: parts, attributes: { axis: { int: axis } } });
  }

  slice(from: Ref, start: number, end: number): Ref {
    const bounds = [start, end, 1].map((place) => this.#integers([place]));
    return this.#node({ type: 'Slice', inputs: [from, ...bounds] });
  }

  columns(from: Ref, places: readonly number[]): Ref {
    const inputs = [from, this.#integers(places)];
    return this.#node({ type: 'Gather', inputs, attributes: { axis: { int: 1 } } });
  }

  gather(table: Ref, places: Ref): Ref {
    return this.#node({ type: 'Gather', inputs: [table, places] });
  }

  reshape(from: Ref, dims: readonly number[]): Ref {
    return this.#node({ type: 'Reshape', inputs: [from, this.#integers(dims)] });
  }

  placeAmong(input: Ref, texts: readonly string[]): Ref {
    return this.#node({
      type: 'LabelEncoder',
      domain: 'ai.onnx.ml',
      inputs: [input],
      attributes: {
        keys_strings: { texts },
        values_int64s: { ints: [...texts.keys()] },
        default_int64: { int: texts.length },
      },
    });
  }

  forest(features: Ref, forest: Forest): Ref {
    const { attributes, step } = forestNode(forest);
    const sums = this.#node({
      type: 'TreeEnsembleRegressor',
      domain: 'ai.onnx.ml',
      inputs: [this.cast(features, 'double')],
      attributes,
    });
    const { outputs } = forest;
    const mix = this.numbers(stepsToSums(outputs, step), [2 * outputs, outputs]);
    return this.op('matMul', this.cast(sums, 'double'), mix);
  }

  /** Channels come before height and width. */
  image(from: Ref, shape: readonly [number, number, number]): Ref {
    const image = this.reshape(from, [-1, ...shape]);
    return this.#node({
      type: 'Transpose',
      inputs: [image],
      attributes: { perm: { ints: [0, 3, 1, 2] } },
    });
  }

  convolve(image: Ref, { filter, biases, inputs, outputs, size, stride }: Convolution): Ref {
    // Outputs × inputs × height × width.
    const places = size * size;
    const turned = Float32Array.from({ length: filter.length }, (_, at) => {
      const [output, rest] = [Math.floor(at / (inputs * places)), at % (inputs * places)];
      const [input, place] = [Math.floor(rest / places), rest % places];
      return filter[(place * inputs + input) * outputs + output] as number;
    });
    return this.#node({
      type: 'Conv',
      inputs: [
        image,
        this.numbers(turned, [outputs, inputs, size, size], 'float'),
        this.numbers(biases, [outputs], 'float'),
      ],
      attributes: {
        auto_pad: { text: 'SAME_UPPER' },
        strides: { ints: [stride, stride] },
        kernel_shape: { ints: [size, size] },
      },
    });
  }

  imageMeans(image: Ref): Ref {
    const means = this.#node({ type: 'GlobalAveragePool', inputs: [image] });
    return this.#node({ type: 'Flatten', inputs: [means], attributes: { axis: { int: 1 } } });
  }

  /** The bytes of a model file. */
  finish(about: OnnxAbout): Uint8Array {
    return modelBytes(
      {
        nodes: this.#nodes,
        constants: this.#constants,
        inputs: this.#inputs,
        outputs: this.#outputs,
      },
      { ...about, opset: this.#opset },
    );
  }

  #node({ type, inputs, attributes = {}, domain = '', names = [this.#name()] }: OnnxNode): Ref {
    const [first = ''] = names;
    this.#nodes.push((message) => {
      for (const input of inputs) message.text(1, input);
      for (const name of names) message.text(2, name);
      message.text(3, `${type} ${first}`).text(4, type);
      for (const [key, value] of Object.entries(attributes)) {
        message.message(5, (part) => {
          writeAttribute(part, key, value);
        });
      }
      if (domain !== '') message.text(7, domain);
    });
    return first;
  }

  #name(): Ref {
    return `v${this.#count++}`;
  }

  #integers(values: readonly number[]): Ref {
    return this.numbers(values, [values.length], 'int64');
  }

  #constant(write: (message: MessageWriter) => void): Ref {
    const name = this.#name();
    this.#constants.push((message) => {
      write(message);
      message.text(8, name);
    });
    return name;
  }
}
