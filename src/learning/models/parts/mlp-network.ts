import { type ActivationName, activation } from '../../compute/layers/activations.js';
import { batchNorm, normEpsilon } from '../../compute/layers/batch-norm.js';
import { dense } from '../../compute/layers/dense.js';
import { type ColumnRun, embedColumns } from '../../compute/layers/embed-columns.js';
import type { DrawPlace } from '../../compute/layers/initial-values.js';
import { chain, dropout, type Layer, networkOf, residual } from '../../compute/layers/layer.js';
import type { FloatWeights, Network, NetworkWeights } from '../../compute/network.js';

/** What an mlp is made of; `runs` say how it reads its columns. */
export interface MlpShape {
  readonly runs: readonly ColumnRun[];
  readonly layers: readonly number[];
  readonly outputs: number;
  readonly activation: Extract<ActivationName, 'relu' | 'tanh' | 'gelu'>;
  readonly dropout: number;
  readonly batchNorm: boolean;
  readonly residual: boolean;
}

/**
 * Dense layers `0`, `1`, …, drawn biases included as scikit-learn's networks begin: on California housing and white wine that
 * reaches a lower loss than He's normal draws. Between product and activation may be a batch normalisation; a layer as
 * wide as what it reads may be added to that.
 */
export function mlpNetwork(place: DrawPlace, shape: MlpShape): Network {
  const widths = [inputWidth(shape.runs), ...shape.layers, shape.outputs];
  const unit = (index: number, biases: 'drawn' | 'none' = 'drawn'): Layer =>
    dense(place, {
      name: `${index}`,
      inputs: widths[index] as number,
      outputs: widths[index + 1] as number,
      biases,
    });
  const hidden = shape.layers.map((width, index) => {
    const layer = chain(
      unit(index, shape.batchNorm ? 'none' : 'drawn'),
      ...(shape.batchNorm ? [batchNorm({ name: `${index}/norm`, width })] : []),
      activation(shape.activation),
      dropout(shape.dropout),
    );
    return shape.residual && widths[index] === width ? residual(layer) : layer;
  });
  const isPlain = shape.runs.every(({ levels }) => levels === undefined);
  const front = isPlain ? [] : [embedColumns(place, shape.runs)];
  return networkOf(chain(...front, ...hidden, unit(shape.layers.length)), shape.outputs);
}

/** Numbers that the first dense layer reads. */
function inputWidth(runs: readonly ColumnRun[]): number {
  return runs.reduce((sum, { outputs }) => sum + outputs, 0);
}

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
