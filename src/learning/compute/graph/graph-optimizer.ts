import { adamDefaults, type OptionsOf, rmspropDefaults, sgdDefaults } from '../optimizer.js';
import type { OptimizerOptions } from '../training-options.js';
import { attribute, type Graph, type Ref } from './graph-def.js';

/** An optimiser as one fused TensorFlow op for each parameter; its slots are those of `createOptimizer`. */
export interface GraphOptimizer {
  readonly slots: number;
  /** Numbers that change from step to step and are fed: computed here in double precision. `number` counts from 1. */
  scalars(step: { readonly number: number; readonly rate: number }): readonly number[];
  /** Adds the op; `scalars` are tensors in the order above. */
  apply(graph: Graph, at: OptimizedParameter): Ref;
}

interface OptimizedParameter {
  readonly weights: Ref;
  readonly slots: readonly Ref[];
  readonly gradient: Ref;
  readonly scalars: readonly Ref[];
  /** Makes a constant where the op is. */
  readonly constant: (value: number) => Ref;
}

export function graphOptimizer(options: OptimizerOptions): GraphOptimizer {
  switch (options.name) {
    case 'adam':
      return adam(options);
    case 'sgd':
      return sgd(options);
    case 'rmsprop':
      return rmsprop(options);
  }
}

const fused = (flags: Readonly<Record<string, boolean>> = {}) => ({
  attributes: {
    T: attribute.type('float32'),
    use_locking: attribute.flag(false),
    ...Object.fromEntries(
      Object.entries(flags).map(([name, value]) => [name, attribute.flag(value)]),
    ),
  },
});

/**
 * The op leaves the bias corrections to powers of float32, whose error in the first steps is 1e-4. So it is told that
 * these are 0, and both corrections go into the rate and epsilon, exactly.
 */
function adam(options: OptionsOf<'adam'>): GraphOptimizer {
  const { beta1, beta2, epsilon } = { ...adamDefaults, ...options };
  return {
    slots: 2,
    scalars: ({ number, rate }) => {
      const second = Math.sqrt(1 - beta2 ** number);
      return [(rate * second) / (1 - beta1 ** number), epsilon * second];
    },
    apply: (graph, { weights, slots, gradient, scalars: [rate = '', tiny = ''], constant }) => {
      const zero = constant(0);
      const inputs = [zero, zero, rate, constant(beta1), constant(beta2), tiny, gradient];
      return graph.add(
        'ResourceApplyAdam',
        [weights, ...slots, ...inputs],
        fused({ use_nesterov: false }),
      );
    },
  };
}

function sgd(options: OptionsOf<'sgd'>): GraphOptimizer {
  const { momentum, nesterov } = { ...sgdDefaults, ...options };
  return {
    slots: 1,
    scalars: ({ rate }) => [rate],
    apply: (graph, { weights, slots, gradient, scalars: [rate = ''], constant }) =>
      graph.add(
        'ResourceApplyMomentum',
        [weights, ...slots, rate, gradient, constant(momentum)],
        fused({ use_nesterov: nesterov }),
      ),
  };
}

function rmsprop(options: OptionsOf<'rmsprop'>): GraphOptimizer {
  const { decay, momentum, epsilon } = { ...rmspropDefaults, ...options };
  return {
    slots: 2,
    scalars: ({ rate }) => [rate],
    apply: (graph, { weights, slots, gradient, scalars: [rate = ''], constant }) =>
      graph.add(
        'ResourceApplyRMSProp',
        [weights, ...slots, rate, constant(decay), constant(momentum), constant(epsilon), gradient],
        fused(),
      ),
  };
}
