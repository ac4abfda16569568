import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from './compute.js';
import type { Network, NetworkTensors, NetworkWeights } from './network.js';

/** Where each parameter lies when all of them stand in one array, in the network's order. */
export interface WeightLayout {
  readonly size: number;
  readonly blocks: readonly WeightBlock[];
  /** The parts that penalties and decay apply to. */
  readonly regularised: readonly WeightBlock[];
}

interface WeightBlock {
  readonly name: string;
  readonly shape: readonly number[];
  readonly start: number;
  readonly end: number;
}

export function layoutOf(network: Network): WeightLayout {
  let size = 0;
  const blocks: WeightBlock[] = [];
  for (const { name, shape } of network.parameters) {
    const start = size;
    size += shape.reduce((product, length) => product * length, 1);
    blocks.push({ name, shape, start, end: size });
  }
  const regularised = blocks.filter((_, index) => network.parameters[index]?.regularised === true);
  return { size, blocks, regularised };
}

/** The values every parameter starts from, in one array. */
export function initialWeights(network: Network, layout: WeightLayout): Float32Array {
  const weights = new Float32Array(layout.size);
  for (const [index, parameter] of network.parameters.entries()) {
    weights.set(parameter.initial(), layout.blocks[index]?.start);
  }
  return weights;
}

/** A tensor for each parameter, in the network's order. Call inside `tf.tidy`; the array must not change before its end. */
export function weightTensors(
  tf: TensorFlow,
  layout: WeightLayout,
  weights: Float32Array,
): Tensor[] {
  return layout.blocks.map(({ shape, start, end }) =>
    tf.tensor(weights.subarray(start, end), [...shape], 'float32'),
  );
}

export function namedTensors(layout: WeightLayout, tensors: readonly Tensor[]): NetworkTensors {
  return Object.fromEntries(
    layout.blocks.map(({ name }, index) => [name, tensors[index] as Tensor]),
  );
}

/** A copy of each parameter's values, by name: the form in which models are saved. */
export function namedWeights(layout: WeightLayout, weights: Float32Array): NetworkWeights {
  return Object.fromEntries(
    layout.blocks.map(({ name, shape, start, end }) => [
      name,
      { shape, values: weights.slice(start, end) },
    ]),
  );
}
