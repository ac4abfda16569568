import { adamDefaults, createOptimizer, type OptimizerStep } from '../optimizer.js';
import type { TrainingOptions } from '../training-options.js';
import type { KernelLayout } from './kernel-layout.js';
import type { NetworkKernel } from './network-kernel.js';

/** Moves the weights that lie in the kernel's memory. */
export interface KernelOptimizer {
  /** As long as the padded weights. */
  readonly slots: readonly Float32Array[];
  step(at: OptimizerStep): void;
}

/** The memory, and the kernel on it. */
export interface KernelMemory {
  readonly kernel: NetworkKernel;
  /** Float32 numbers from an address on. */
  readonly view: (at: number, count: number) => Float32Array;
}

/** Adam by the kernel, the others by JavaScript on the kernel's memory. */
export function kernelOptimizer(
  { kernel, view }: KernelMemory,
  layout: KernelLayout,
  { optimizer: options }: TrainingOptions,
): KernelOptimizer {
  const { weights: padded, weightsStart, means, squares } = layout;
  const gradient = layout.strands[0]?.gradient ?? 0;
  const { size, regularised } = padded;
  const weights = view(weightsStart, size);
  if (options.name !== 'adam') {
    const optimizer = createOptimizer(options, padded);
    const slopes = view(weightsStart + gradient, size);
    return { slots: optimizer.slots, step: (at) => optimizer.step(weights, slopes, at) };
  }
  const { beta1, beta2, epsilon } = { ...adamDefaults, ...options };
  const [meansAt, squaresAt] = [weightsStart + means, weightsStart + squares];
  return {
    slots: [view(meansAt, size), view(squaresAt, size)],
    step: ({ number, rate }) => {
      const kept = 1 - rate * (options.weightDecay ?? 0);
      if (kept !== 1) {
        for (const { start, end } of regularised) {
          for (let at = start; at < end; at++) weights[at] = (weights[at] as number) * kept;
        }
      }
      kernel.adam(
        ...([weightsStart, weightsStart + gradient, meansAt, squaresAt, size] as const),
        ...([beta1, beta2, rate / (1 - beta1 ** number)] as const),
        ...([1 / Math.sqrt(1 - beta2 ** number), epsilon] as const),
      );
    },
  };
}
