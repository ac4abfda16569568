import { normal, randomFor } from '../../../contracts/seeded-random.js';
import type { NetworkBlock, NetworkParameter } from '../network.js';

/** From which seed, and for which training, starting values are drawn. */
export interface DrawPlace {
  readonly seed: number;
  readonly label: string;
}

/** Uniform within ±√(6 / (inputs + outputs)): Glorot & Bengio 2010. */
export function glorot(place: DrawPlace, weights: DrawnWeights): NetworkParameter {
  const { inputs, outputs } = weights;
  const bound = Math.sqrt(6 / (inputs + outputs));
  return drawn(place, weights, (random) => bound * (2 * random() - 1));
}

/** Normal with a standard deviation of √(2 / inputs), for what a relu follows: He et al. 2015. */
export function heNormal(place: DrawPlace, weights: DrawnWeights): NetworkParameter {
  const deviation = Math.sqrt(2 / weights.inputs);
  return drawn(place, weights, (random) => deviation * normal(random));
}

/** Normal with a standard deviation. */
export function normalWeights(
  place: DrawPlace,
  weights: Pick<DrawnWeights, 'name' | 'shape'> & { readonly deviation: number },
): NetworkParameter {
  return drawn(place, weights, (random) => weights.deviation * normal(random));
}

interface DrawnWeights {
  readonly name: string;
  readonly shape: readonly number[];
  /** Numbers that each output is summed from, and numbers that each input goes to. */
  readonly inputs: number;
  readonly outputs: number;
}

function drawn(
  { seed, label }: DrawPlace,
  { name, shape }: Pick<DrawnWeights, 'name' | 'shape'>,
  draw: (random: () => number) => number,
): NetworkParameter {
  return {
    name,
    shape,
    regularised: true,
    initial: () => {
      const random = randomFor(seed, `${label}/${name}`);
      return Float32Array.from({ length: sizeOf(shape) }, () => draw(random));
    },
  };
}

/** The same number everywhere, free of penalties: biases and the scales of normalisations. */
export function constantWeights(
  name: string,
  shape: readonly number[],
  value: number,
): NetworkParameter {
  return { ...constantBlock(name, shape, value), regularised: false };
}

export function constantBlock(name: string, shape: readonly number[], value: number): NetworkBlock {
  return { name, shape, initial: () => new Float32Array(sizeOf(shape)).fill(value) };
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
