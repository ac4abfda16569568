import { normEpsilon } from '../../compute/layers/batch-norm.js';
import type { FloatWeights, NetworkWeights } from '../../compute/network.js';

/**
 * The weights with each batch normalisation, which is linear once its averages stand still, multiplied into the layer
 * before it: that gets the biases it was trained without.
 */
export function foldNorms(weights: NetworkWeights): NetworkWeights {
  const folded: Record<string, FloatWeights> = {};
  for (const [name, block] of Object.entries(weights)) {
    if (name.includes('/norm/')) continue;
    const index = name.split('/', 1)[0] ?? '';
    const norm = normOf(weights, index);
    folded[name] = norm === undefined ? block : scaled(block, norm);
    if (norm === undefined) continue;
    const values = Float32Array.from(norm.offset);
    folded[`${index}/biases`] = { shape: [values.length], values };
  }
  return folded;
}

interface Norm {
  /** What a sum is multiplied by, and then has added. */
  readonly factor: Float64Array;
  readonly offset: Float64Array;
}

function normOf(weights: NetworkWeights, index: string): Norm | undefined {
  const [scale, shift, mean, variance] = ['scale', 'shift', 'mean', 'variance'].map(
    (what) => weights[`${index}/norm/${what}`]?.values,
  );
  if (!scale || !shift || !mean || !variance) return undefined;
  const factor = Float64Array.from(
    scale,
    (value, at) => value / Math.sqrt((variance[at] as number) + normEpsilon),
  );
  const offset = factor.map((value, at) => (shift[at] as number) - value * (mean[at] as number));
  return { factor, offset };
}

function scaled({ shape, values }: FloatWeights, { factor }: Norm): FloatWeights {
  const multiplied = values.map((value, at) => value * (factor[at % factor.length] as number));
  return { shape, values: multiplied };
}
