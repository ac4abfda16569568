import { type ActivationName, activation } from '../../compute/layers/activations.js';
import { batchNorm } from '../../compute/layers/batch-norm.js';
import { dense } from '../../compute/layers/dense.js';
import { type ColumnRun, embedColumns } from '../../compute/layers/embed-columns.js';
import type { DrawPlace } from '../../compute/layers/initial-values.js';
import { chain, dropout, type Layer, networkOf, residual } from '../../compute/layers/layer.js';
import type { Network } from '../../compute/network.js';

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
