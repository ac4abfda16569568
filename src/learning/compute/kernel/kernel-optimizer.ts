import { adamDefaults, createOptimizer, type OptimizerStep } from '../optimizer.js';
import type { TrainingOptions } from '../training-options.js';
import type { DensePass } from './dense-pass.js';
import type { KernelLayout } from './kernel-layout.js';

/** Moves the weights that lie in the kernel's memory. */
export interface KernelOptimizer {
  /** As long as the padded weights. */
  readonly slots: readonly Float32Array[];
  step(at: OptimizerStep): void;
}

/** Adam by the kernel, the others by JavaScript on the kernel's memory. */
export function kernelOptimizer(
  pass: DensePass,
  layout: KernelLayout,
  { optimizer: options }: TrainingOptions,
): KernelOptimizer {
  const { weights: padded, weightsStart, gradient, means, squares } = layout;
  const { size, regularised } = padded;
  const weights = pass.view(weightsStart, size);
  if (options.name !== 'adam') {
    const optimizer = createOptimizer(options, padded);
    const slopes = pass.view(weightsStart + gradient, size);
    return { slots: optimizer.slots, step: (at) => optimizer.step(weights, slopes, at) };
  }
  const { beta1, beta2, epsilon } = { ...adamDefaults, ...options };
  const [meansAt, squaresAt] = [weightsStart + means, weightsStart + squares];
  return {
    slots: [pass.view(meansAt, size), pass.view(squaresAt, size)],
    step: ({ number, rate }) => {
      const kept = 1 - rate * (options.weightDecay ?? 0);
      if (kept !== 1) {
        for (const { start, end } of regularised) {
          for (let at = start; at < end; at++) weights[at] = (weights[at] as number) * kept;
        }
      }
      pass.kernel.adam(
        ...([weightsStart, weightsStart + gradient, meansAt, squaresAt, size] as const),
        ...([beta1, beta2, rate / (1 - beta1 ** number)] as const),
        ...([1 / Math.sqrt(1 - beta2 ** number), epsilon] as const),
      );
    },
  };
}
