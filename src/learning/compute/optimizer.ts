import type { OptimizerOptions } from './network.js';
import type { WeightLayout } from './weight-layout.js';

/**
 * Moves weights downhill. Written on plain arrays, not tensors: on WebAssembly and for small networks it is at least as
 * fast as a dozen tensor ops for each parameter, and all that it remembers can be saved.
 */
export interface Optimizer {
  /** All that it remembers between steps. Fill them to resume. */
  readonly slots: readonly Float32Array[];
  /** Changes the weights in place. Steps count from 1. */
  step(weights: Float32Array, gradient: Float32Array, number: number): void;
}

export function createOptimizer(options: OptimizerOptions, layout: WeightLayout): Optimizer {
  const optimizer = options.name === 'adam' ? adam(options, layout) : sgd(options, layout);
  const decay = options.learningRate * (options.weightDecay ?? 0);
  if (decay === 0) return optimizer;
  return {
    slots: optimizer.slots,
    step: (weights, gradient, number) => {
      for (const { start, end } of layout.regularised) {
        for (let at = start; at < end; at++) weights[at] = (weights[at] as number) * (1 - decay);
      }
      optimizer.step(weights, gradient, number);
    },
  };
}

type OptionsOf<Name> = Extract<OptimizerOptions, { readonly name: Name }>;

/** Kingma & Ba 2015, algorithm 1. With weight decay: Loshchilov & Hutter 2019 (AdamW), as in PyTorch. */
function adam(options: OptionsOf<'adam'>, { size }: WeightLayout): Optimizer {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const means = new Float32Array(size);
  const squares = new Float32Array(size);
  return {
    slots: [means, squares],
    step: (weights, gradient, number) => {
      const rate = learningRate / (1 - beta1 ** number);
      const correction = 1 / Math.sqrt(1 - beta2 ** number);
      for (let at = 0; at < size; at++) {
        const slope = gradient[at] as number;
        const mean = beta1 * (means[at] as number) + (1 - beta1) * slope;
        const square = beta2 * (squares[at] as number) + (1 - beta2) * slope * slope;
        means[at] = mean;
        squares[at] = square;
        weights[at] =
          (weights[at] as number) - (rate * mean) / (Math.sqrt(square) * correction + epsilon);
      }
    },
  };
}

/** Stochastic gradient descent with (Nesterov) momentum, in the form of Sutskever et al. 2013 that PyTorch uses. */
function sgd(options: OptionsOf<'sgd'>, { size }: WeightLayout): Optimizer {
  const { learningRate, momentum = 0, nesterov = false } = options;
  const velocity = new Float32Array(size);
  return {
    slots: [velocity],
    step: (weights, gradient) => {
      for (let at = 0; at < size; at++) {
        const slope = gradient[at] as number;
        const speed = momentum * (velocity[at] as number) + slope;
        velocity[at] = speed;
        const move = nesterov ? slope + momentum * speed : speed;
        weights[at] = (weights[at] as number) - learningRate * move;
      }
    },
  };
}
