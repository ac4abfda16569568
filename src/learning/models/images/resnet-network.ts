import { activation } from '../../compute/layers/activations.js';
import { batchNorm } from '../../compute/layers/batch-norm.js';
import { conv2d } from '../../compute/layers/convolution.js';
import type { DrawPlace } from '../../compute/layers/initial-values.js';
import { chain, type Layer, reshape, residual } from '../../compute/layers/layer.js';
import { poolAll } from '../../compute/layers/pooling.js';
import type { PlannedConvolution, ResnetPlan } from './resnet-plan.js';

/** Convolutions with batch normalisation and the mean over all places: from `[rows, pixels]` to `[rows, plan.outputs]`. */
export function resnetBody(
  place: DrawPlace,
  plan: ResnetPlan,
  image: readonly [height: number, width: number, channels: number],
): Layer {
  const relu = activation('relu');
  const blocks = plan.blocks.map(({ first, second, shortcut }) =>
    chain(
      residual(
        chain(normalised(place, first), relu, normalised(place, second)),
        shortcut && normalised(place, shortcut),
      ),
      relu,
    ),
  );
  return chain(reshape(image), normalised(place, plan.stem), relu, ...blocks, poolAll('mean'));
}

function normalised(
  place: DrawPlace,
  { name, inputs, outputs, size, stride }: PlannedConvolution,
): Layer {
  return chain(
    conv2d(place, { name, inputs, outputs, size, stride, pad: 'same', biases: false }),
    batchNorm({ name: `${name}/norm`, width: outputs }),
  );
}
