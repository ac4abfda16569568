import type { OptimizerOptions } from './training-options.js';
import type { WeightLayout } from './weight-layout.js';

/**
 * Moves weights downhill. Written on plain arrays, not tensors: on WebAssembly and for small networks it is at least as
 * fast as a dozen tensor ops for each parameter, and all that it remembers can be saved.
 */
export interface Optimizer {
  /** All that it remembers between steps. Fill them to resume. */
  readonly slots: readonly Float32Array[];
  /** Changes the weights in place. */
  step(weights: Float32Array, gradient: Float32Array, at: OptimizerStep): void;
}

export interface OptimizerStep {
  /** Counts from 1. */
  readonly number: number;
  /** The learning rate as scheduled. */
  readonly rate: number;
}

export function createOptimizer(options: OptimizerOptions, layout: WeightLayout): Optimizer {
  const optimizer = rules[options.name](options as never, layout);
  const { weightDecay = 0 } = options;
  if (weightDecay === 0) return optimizer;
  return {
    slots: optimizer.slots,
    step: (weights, gradient, at) => {
      const kept = 1 - at.rate * weightDecay;
      for (const { start, end } of layout.regularised) {
        for (let index = start; index < end; index++) {
          weights[index] = (weights[index] as number) * kept;
        }
      }
      optimizer.step(weights, gradient, at);
    },
  };
}

export type OptionsOf<Name> = Extract<OptimizerOptions, { readonly name: Name }>;

const rules = { adam, sgd, rmsprop };

/** What each optimiser takes when the options do not say. */
export const adamDefaults = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } as const;
export const sgdDefaults = { momentum: 0, nesterov: false } as const;
export const rmspropDefaults = { decay: 0.9, momentum: 0, epsilon: 1e-8 } as const;

/** Kingma & Ba 2015, algorithm 1. With weight decay: Loshchilov & Hutter 2019 (AdamW), as in PyTorch. */
function adam(options: OptionsOf<'adam'>, { size }: WeightLayout): Optimizer {
  const { beta1, beta2, epsilon } = { ...adamDefaults, ...options };
  const means = new Float32Array(size);
  const squares = new Float32Array(size);
  return {
    slots: [means, squares],
    step: (weights, gradient, { number, rate }) => {
      const step = rate / (1 - beta1 ** number);
      const correction = 1 / Math.sqrt(1 - beta2 ** number);
      for (let at = 0; at < size; at++) {
        const slope = gradient[at] as number;
        const mean = beta1 * (means[at] as number) + (1 - beta1) * slope;
        const square = beta2 * (squares[at] as number) + (1 - beta2) * slope * slope;
        means[at] = mean;
        squares[at] = square;
        weights[at] =
          (weights[at] as number) - (step * mean) / (Math.sqrt(square) * correction + epsilon);
      }
    },
  };
}

/** Stochastic gradient descent with (Nesterov) momentum, in the form of Sutskever et al. 2013 that PyTorch uses. */
function sgd(options: OptionsOf<'sgd'>, { size }: WeightLayout): Optimizer {
  const { momentum, nesterov } = { ...sgdDefaults, ...options };
  const velocity = new Float32Array(size);
  return {
    slots: [velocity],
    step: (weights, gradient, { rate }) => {
      for (let at = 0; at < size; at++) {
        const slope = gradient[at] as number;
        const speed = momentum * (velocity[at] as number) + slope;
        velocity[at] = speed;
        const move = nesterov ? slope + momentum * speed : speed;
        weights[at] = (weights[at] as number) - rate * move;
      }
    },
  };
}

/** Tieleman & Hinton 2012, with momentum; epsilon under the root, as in TensorFlow. */
function rmsprop(options: OptionsOf<'rmsprop'>, { size }: WeightLayout): Optimizer {
  const { decay, momentum, epsilon } = { ...rmspropDefaults, ...options };
  const squares = new Float32Array(size);
  const velocity = new Float32Array(size);
  return {
    slots: [squares, velocity],
    step: (weights, gradient, { rate }) => {
      for (let at = 0; at < size; at++) {
        const slope = gradient[at] as number;
        const square = decay * (squares[at] as number) + (1 - decay) * slope * slope;
        const speed =
          momentum * (velocity[at] as number) + (rate * slope) / Math.sqrt(square + epsilon);
        squares[at] = square;
        velocity[at] = speed;
        weights[at] = (weights[at] as number) - speed;
      }
    },
  };
}
