import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import type {
  ForwardMode,
  Network,
  NetworkBlock,
  NetworkParameter,
  NetworkStep,
  NetworkTensors,
} from '../network.js';

/** A part of a network. Its first axis is always that of the rows. */
export interface Layer {
  readonly parameters?: readonly NetworkParameter[];
  /** What it keeps without gradients. */
  readonly state?: readonly NetworkBlock[];
  /** All that it does, where it is nothing but these. */
  readonly steps?: readonly NetworkStep[];
  /** Pure, and made of tf ops only. */
  apply(tf: TensorFlow, x: Tensor, pass: LayerPass): Tensor;
}

export interface LayerPass {
  readonly weights: NetworkTensors;
  readonly mode: ForwardMode;
}

/** One layer after the other. */
export function chain(...layers: readonly Layer[]): Layer {
  const steps = layers.every((layer) => layer.steps !== undefined)
    ? { steps: layers.flatMap((layer) => layer.steps ?? []) }
    : {};
  return {
    ...blocksOf(layers),
    ...steps,
    apply: (tf, x, pass) => layers.reduce((signal, layer) => layer.apply(tf, signal, pass), x),
  };
}

function blocksOf(layers: readonly Layer[]): Pick<Layer, 'parameters' | 'state'> {
  return {
    parameters: layers.flatMap(({ parameters = [] }) => parameters),
    state: layers.flatMap(({ state = [] }) => state),
  };
}

/**
 * What a layer does to a signal, added to the signal itself (He et al. 2016). Where it changes the shape, `shortcut` does
 * the same to the signal.
 */
export function residual(layer: Layer, shortcut?: Layer): Layer {
  const both = shortcut === undefined ? [layer] : [layer, shortcut];
  return {
    ...blocksOf(both),
    apply: (tf, x, pass) =>
      tf.add(layer.apply(tf, x, pass), shortcut === undefined ? x : shortcut.apply(tf, x, pass)),
  };
}

/** Several layers on the same signal, their results side by side along the last axis. */
export function branches(...layers: readonly Layer[]): Layer {
  return {
    ...blocksOf(layers),
    apply: (tf, x, pass) => {
      const results = layers.map((layer) => layer.apply(tf, x, pass));
      return tf.concat(results, (results[0]?.rank ?? 1) - 1);
    },
  };
}

/** The numbers of each row in another shape, such as `[28, 28, 1]`; one length may be −1. */
export function reshape(shape: readonly number[]): Layer {
  return {
    ...(shape.length === 1 ? { steps: [] } : {}),
    apply: (tf, x) => tf.reshape(x, [...x.shape.slice(0, 1), ...shape]),
  };
}

/** Leaves out a share of the signal while training. */
export function dropout(rate: number): Layer {
  return {
    steps: rate === 0 ? [] : [{ kind: 'dropout', rate }],
    apply: (_, x, { mode }) => mode.dropout(x, rate),
  };
}

/** A network that is one layer, from `[rows, features]` to `[rows, outputs]`. Names of blocks must differ. */
export function networkOf(layer: Layer, outputs: number): Network {
  const { parameters = [], state = [] } = layer;
  const names = [...parameters, ...state].map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`two parts of a network are both named ${twice}`);
  return {
    outputs,
    parameters,
    state,
    ...(layer.steps === undefined ? {} : { steps: layer.steps }),
    forward: (tf, weights, { x, mode }) => layer.apply(tf, x, { weights, mode }) as Tensor2D,
  };
}

/** A block of a layer's weights in a pass. */
export function weightOf({ weights }: LayerPass, name: string): Tensor {
  const found = weights[name];
  if (found === undefined) throw new Error(`a network has no ${name}`);
  return found;
}
