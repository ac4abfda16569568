import { centred } from './batch-norm.js';
import { constantWeights } from './initial-values.js';
import { type Layer, weightOf } from './layer.js';

/** Layer normalisation along the last axis (Ba et al. 2016): blocks `NAME/scale` and `NAME/shift`. */
export function layerNorm({
  name,
  width,
}: {
  readonly name: string;
  readonly width: number;
}): Layer {
  return {
    parameters: [
      constantWeights(`${name}/scale`, [width], 1),
      constantWeights(`${name}/shift`, [width], 0),
    ],
    apply: (tf, x, pass) => {
      const { normal, mean, variance } = centred(tf, x, [x.rank - 1]);
      tf.dispose([mean, variance]);
      return tf.add(
        tf.mul(normal, weightOf(pass, `${name}/scale`)),
        weightOf(pass, `${name}/shift`),
      );
    },
  };
}
