import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import { nativeBackend } from '../native-ops.js';
import { constantWeights, type DrawPlace, glorot } from './initial-values.js';
import { type Layer, weightOf } from './layer.js';

/** `x · weights + biases` along the last axis: blocks `NAME/weights` and `NAME/biases`. */
export function dense(place: DrawPlace, { name, inputs, outputs, biases = 'zero' }: Dense): Layer {
  const shape = [inputs, outputs];
  const added = { name: `${name}/biases`, shape: [outputs], inputs, outputs };
  const starts = {
    zero: () => [constantWeights(added.name, added.shape, 0)],
    drawn: () => [{ ...glorot(place, added), regularised: false }],
    none: () => [],
  };
  return {
    parameters: [glorot(place, { ...added, name: `${name}/weights`, shape }), ...starts[biases]()],
    steps: [
      {
        kind: 'dense',
        weights: `${name}/weights`,
        ...(biases === 'none' ? {} : { biases: added.name }),
        inputs,
        outputs,
      },
    ],
    apply: (tf, x, pass) => {
      const rows = (x.rank === 2 ? x : tf.reshape(x, [-1, inputs])) as Tensor2D;
      const product = tf.matMul(rows, weightOf(pass, `${name}/weights`));
      const sum = biases === 'none' ? product : addBiases(tf, product, weightOf(pass, added.name));
      return x.rank === 2 ? sum : tf.reshape(sum, [...x.shape.slice(0, -1), outputs]);
    },
  };
}

interface Dense {
  readonly name: string;
  readonly inputs: number;
  readonly outputs: number;
  /** They start at 0, or drawn as the weights are; `none` before a batch normalisation, which takes away what they add. */
  readonly biases?: 'zero' | 'drawn' | 'none';
}

/** Adds a bias along the last axis; with ops that TensorFlow's graph optimiser fuses into the product before them. */
export function addBiases<T extends Tensor>(tf: TensorFlow, x: T, biases: Tensor): T {
  if (nativeBackend(tf) === undefined) return tf.add(x, biases);
  const attributes = { T: { type: 'float32' }, data_format: 'NHWC' } as const;
  const fused = tf.customGrad((...given) => {
    const [signal, added] = given as unknown as [Tensor, Tensor];
    const native = nativeBackend(tf);
    if (native === undefined) throw new Error('the backend changed during a step');
    return {
      value: native.run('BiasAdd', [signal, added], attributes),
      gradFunc: (slope: Tensor) => [slope.clone(), native.run('BiasAddGrad', [slope], attributes)],
    };
  });
  return fused(x, biases) as T;
}
