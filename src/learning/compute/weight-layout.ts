import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './compute.js';
import type {
  FloatWeights,
  Network,
  NetworkBlock,
  NetworkTensors,
  NetworkWeights,
} from './network.js';

/** Where each block lies when all of them stand in one array, in the network's order. */
export interface BlockLayout {
  readonly size: number;
  readonly blocks: readonly PlacedBlock[];
}

export interface PlacedBlock {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

/** The layout of the parameters. */
export interface WeightLayout extends BlockLayout {
  /** The parts that penalties and decay apply to. */
  readonly regularised: readonly PlacedBlock[];
}

export function layoutOf(network: Network): WeightLayout {
  const layout = blockLayout(network.parameters);
  const isRegularised = (_: PlacedBlock, index: number) =>
    network.parameters[index]?.regularised === true;
  return { ...layout, regularised: layout.blocks.filter(isRegularised) };
}

/** The layout of what the network keeps beside its parameters. */
export function stateLayoutOf({ state = [] }: Network): BlockLayout {
  return blockLayout(state);
}

function blockLayout(described: readonly NetworkBlock[]): BlockLayout {
  let size = 0;
  const blocks: PlacedBlock[] = [];
  for (const { name, shape } of described) {
    const start = size;
    size += shape.reduce((product, length) => product * length, 1);
    blocks.push({ name, shape, start, end: size });
  }
  return { size, blocks };
}

/** The values every block starts from, in one array. */
export function initialValues(
  described: readonly NetworkBlock[],
  { size, blocks }: BlockLayout,
): Float32Array {
  const values = new Float32Array(size);
  for (const [index, block] of described.entries()) {
    values.set(block.initial(), blocks[index]?.start);
  }
  return values;
}

/** A tensor for each block, in order. Dispose them; the array must not change before they were used. */
export function blockTensors(
  tf: TensorFlow,
  { blocks }: BlockLayout,
  values: Float32Array,
): Tensor[] {
  return blocks.map(({ shape, start, end }) =>
    tf.tensor(values.subarray(start, end), [...shape], 'float32'),
  );
}

export function namedTensors({ blocks }: BlockLayout, tensors: readonly Tensor[]): NetworkTensors {
  return Object.fromEntries(blocks.map(({ name }, index) => [name, tensors[index] as Tensor]));
}

/** A copy of each block's values, by name: the form in which models are saved. */
export function namedValues({ blocks }: BlockLayout, values: Float32Array): NetworkWeights {
  return Object.fromEntries(
    blocks.map(({ name, shape, start, end }): [string, FloatWeights] => [
      name,
      { shape, values: values.slice(start, end) },
    ]),
  );
}
