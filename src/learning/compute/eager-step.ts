import type { Scalar, Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Random } from '../../contracts/seeded-random.js';
import type { Batch } from './batches.js';
import type { TensorFlow } from './compute.js';
import { meanLoss } from './losses.js';
import type { ForwardMode, LossName, Network } from './network.js';
import { namedTensors, type WeightLayout, weightTensors } from './weight-layout.js';

/** A network and its loss on a backend, op by op. Leaves no tensor behind. */
export interface EagerNetwork {
  /** The mean loss of a batch; its gradient is written into `gradient`. */
  lossAndGradient(weights: Float32Array, batch: Batch, into: GradientPlace): number;
  /** The mean loss of a batch without dropout. */
  loss(weights: Float32Array, batch: Batch): number;
}

interface GradientPlace {
  readonly gradient: Float32Array;
  /** Drives dropout. */
  readonly random: Random;
}

export function eagerNetwork(
  tf: TensorFlow,
  { network, loss }: { readonly network: Network; readonly loss: LossName },
  layout: WeightLayout,
): EagerNetwork {
  const lossOf = (batch: Batch, mode: ForwardMode) => {
    const { x, y, weights } = batchTensors(tf, batch);
    return (...tensors: Tensor[]): Scalar => {
      const logits = network.forward(tf, namedTensors(layout, tensors), { x, mode });
      return meanLoss(tf, loss, weights === undefined ? { logits, y } : { logits, y, weights });
    };
  };

  return {
    lossAndGradient: (weights, batch, { gradient, random }) => {
      let value = 0;
      tf.tidy(() => {
        const mode = trainingMode(tf, random);
        const result = tf.valueAndGrads(lossOf(batch, mode))(weightTensors(tf, layout, weights));
        for (const [index, slope] of result.grads.entries()) {
          gradient.set(slope.dataSync(), layout.blocks[index]?.start);
        }
        value = result.value.dataSync()[0] as number;
      });
      return value;
    },

    loss: (weights, batch) => {
      let value = 0;
      tf.tidy(() => {
        const scalar = lossOf(batch, predictionMode)(...weightTensors(tf, layout, weights));
        value = scalar.dataSync()[0] as number;
      });
      return value;
    },
  };
}

function batchTensors(
  tf: TensorFlow,
  { rows, x, y, weights }: Batch,
): { x: Tensor2D; y: Tensor2D; weights?: Tensor } {
  return {
    x: tf.tensor2d(x, [rows, x.length / rows]),
    y: tf.tensor2d(y, [rows, y.length / rows]),
    ...(weights === undefined ? {} : { weights: tf.tensor1d(weights) }),
  };
}

/** How a network is asked when nothing is learnt: nothing is dropped. */
const predictionMode: ForwardMode = { training: false, dropout: (x) => x };

/** Masks are drawn here: `tf.dropout` takes either an unseeded mask or the same mask at every step. */
function trainingMode(tf: TensorFlow, random: Random): ForwardMode {
  return {
    training: true,
    dropout: (x, rate) => {
      if (rate === 0) return x;
      const mask = new Float32Array(x.size);
      for (let at = 0; at < mask.length; at++) mask[at] = random() < rate ? 0 : 1 / (1 - rate);
      return tf.mul(x, tf.tensor(mask, x.shape));
    },
  };
}
