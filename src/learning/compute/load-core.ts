import type { TensorFlow } from './compute.js';

/**
 * Loads @tensorflow/tfjs-core with the gradients of its ops, quiet. The core package leaves the gradients out, and
 * @tensorflow/tfjs-layers is the smallest package whose loading registers them; nothing else of it is used.
 */
export async function loadCore(): Promise<TensorFlow> {
  const tf = await import('@tensorflow/tfjs-core');
  tf.enableProdMode();
  await import('@tensorflow/tfjs-layers');
  return tf;
}
