import { onnxFields } from './onnx-outputs.js';
import { BadMessage, integersAt, messagesAt, textsAt } from './read-protobuf.js';

/**
 * About how many products an ONNX file computes for a row, followed from the numbers of its inputs through the graph; what it does
 * not know is taken to leave as many numbers as it reads. Undefined without a convolution.
 */
export function onnxProducts(
  file: Uint8Array,
  inputs: ReadonlyMap<string, number>,
): number | undefined {
  try {
    const [graph] = messagesAt(file, onnxFields.model.graph);
    return graph && followed(graph, inputs);
  } catch (error) {
    if (error instanceof BadMessage) return undefined;
    throw error;
  }
}

/** A value on its way: its numbers for a row, and how many of them are channels of one place. */
interface Signal {
  readonly size: number;
  readonly channels: number;
}

function followed(graph: Uint8Array, inputs: ReadonlyMap<string, number>): number | undefined {
  const weights = new Map(
    messagesAt(graph, onnxFields.graph.initializer).map((tensor) => [
      textsAt(tensor, 8)[0] ?? '',
      integersAt(tensor, 1),
    ]),
  );
  const signals = new Map<string, Signal>(
    Array.from(inputs, ([name, size]) => [name, { size, channels: size }]),
  );
  let [products, convolutions] = [0, 0];
  for (const node of messagesAt(graph, onnxFields.graph.node)) {
    const read = textsAt(node, 1);
    const signal = largest(read.flatMap((name) => signals.get(name) ?? []));
    if (signal === undefined) continue;
    const [type = ''] = textsAt(node, 4);
    const dims = read.map((name) => weights.get(name)).find((shape) => shape !== undefined);
    const { said, cost } = step({ type, signal, dims, attribute: attributeOf(node) });
    if (type === 'Conv') convolutions += 1;
    products += cost;
    for (const name of textsAt(node, 2)) signals.set(name, said);
  }
  return convolutions === 0 ? undefined : products;
}

function largest(signals: readonly Signal[]): Signal | undefined {
  return signals.toSorted((a, b) => b.size - a.size)[0];
}

interface Step {
  readonly type: string;
  readonly signal: Signal;
  /** The shape of its weights. */
  readonly dims: readonly number[] | undefined;
  readonly attribute: (name: string) => readonly number[];
}

function step(of: Step): { said: Signal; cost: number } {
  const { type, signal, dims, attribute } = of;
  const { size, channels } = signal;
  if (type === 'Conv' && dims !== undefined) return convolution(signal, dims, attribute);
  if (/^(MatMul|Gemm)$/.test(type) && dims?.length === 2)
    return multiplied(signal, dims, attribute);
  if (/^Global|^ReduceMean$/.test(type)) return { said: { size: channels, channels }, cost: size };
  if (!type.endsWith('Pool')) return { said: signal, cost: size };
  return { said: { size: size / productOf(attribute('strides')), channels }, cost: size };
}

function convolution(
  { size }: Signal,
  dims: readonly number[],
  attribute: Step['attribute'],
): { said: Signal; cost: number } {
  const [filters = 1, depth = 1] = dims;
  const [groups = 1] = attribute('group');
  const places = size / (depth * groups) / productOf(attribute('strides'));
  return { said: { size: filters * places, channels: filters }, cost: productOf(dims) * places };
}

function multiplied(
  { size }: Signal,
  [first = 1, second = 1]: readonly number[],
  attribute: Step['attribute'],
): { said: Signal; cost: number } {
  const [wide, narrow] = attribute('transB')[0] === 1 ? [second, first] : [first, second];
  const times = Math.max(1, size / wide);
  return { said: { size: narrow * times, channels: narrow }, cost: wide * narrow * times };
}

function productOf(numbers: readonly number[]): number {
  return numbers.reduce((product, number) => product * number, 1);
}

/** Reads integers of an attribute by its name: those of a list, or the one. */
function attributeOf(node: Uint8Array): (name: string) => readonly number[] {
  const attributes = messagesAt(node, 5);
  return (name) => {
    const attribute = attributes.find((each) => textsAt(each, 1)[0] === name);
    if (attribute === undefined) return [];
    const list = integersAt(attribute, 8);
    return list.length > 0 ? list : integersAt(attribute, 3);
  };
}
