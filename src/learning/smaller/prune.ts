import { packPlain } from '../../artifacts/packings/plain.js';
import type { Weights } from '../../contracts/model.js';
import { isMatrix } from './parts/packed-block.js';
import { defineSmaller } from './smaller-method.js';

/** Families that are networks of weights, in which a small one matters little. */
const networks: readonly string[] = [
  'mlp',
  'linear',
  'autoencoder',
  'image-cnn',
  'text-network',
  'gru',
];

/** Magnitude pruning, as torch.nn.utils.prune.l1_unstructured does it for each layer; nothing is learnt anew afterwards. */
export const prune = defineSmaller({
  name: 'prune',
  summary:
    'The smallest weights of each layer become 0 and are left out of the file; nothing is learnt anew',
  params: {
    sparsity: {
      type: 'number',
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      description: 'Share of the weights of each layer that become 0',
    },
  },
  required: ['sparsity'],
  apply: (model, { sparsity = 0 }) => {
    if (!networks.includes(model.family)) {
      return {
        cannot: `is for the weights of networks (${networks.join(', ')}), and this is a \`${model.family}\``,
      };
    }
    if (!Object.values(model.weights).some(isMatrix)) {
      return { cannot: 'is for layers of at least 64 weights, and this model has none' };
    }
    const entries = Object.entries(model.weights).map(([name, block]) => {
      return [name, isMatrix(block) ? thinned(block, sparsity) : block] as const;
    });
    return { ...model, weights: Object.fromEntries(entries) };
  },
});

/** Of weights of the same size the first go first. */
function thinned({ shape, values: before }: Weights, sparsity: number): Weights {
  const values = Float32Array.from(before);
  const order = Uint32Array.from(values.keys()).sort(
    (a, b) => Math.abs(values[a] as number) - Math.abs(values[b] as number) || a - b,
  );
  for (const at of order.subarray(0, Math.round(sparsity * values.length))) values[at] = 0;
  return { shape, values, packed: { ...packPlain(values), sparse: true } };
}
