import type { Tensor } from '@tensorflow/tfjs-core';
import type { TensorFlow } from '../compute.js';
import type { TrainingJob } from '../trainer.js';

/** Gradients with penalties added and clipped, as `eager/gradient-rules.ts` does it on arrays. */
export function steeredGradients(
  tf: TensorFlow,
  { network, options: { l1, l2, clipValue, clipNorm } }: Pick<TrainingJob, 'network' | 'options'>,
  {
    gradients,
    weights,
  }: { readonly gradients: readonly Tensor[]; readonly weights: readonly Tensor[] },
): readonly Tensor[] {
  const penalised = gradients.map((gradient, index) => {
    if (network.parameters[index]?.regularised !== true) return gradient;
    const weight = weights[index] as Tensor;
    let sum = gradient;
    if (l2 > 0) sum = tf.add(sum, tf.mul(weight, l2));
    if (l1 > 0) sum = tf.add(sum, tf.mul(tf.sign(weight), l1));
    return sum;
  });
  const cut =
    clipValue === undefined
      ? penalised
      : penalised.map((gradient) => tf.clipByValue(gradient, -clipValue, clipValue));
  if (clipNorm === undefined) return cut;
  const norm = tf.sqrt(tf.addN(cut.map((gradient) => tf.sum(tf.square(gradient)))));
  const factor = tf.minimum(tf.div(clipNorm, norm), 1);
  return cut.map((gradient) => tf.mul(gradient, factor));
}
