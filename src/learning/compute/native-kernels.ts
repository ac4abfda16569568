import type * as tfjs from '@tensorflow/tfjs-core';
import type { TensorFlow } from './compute.js';
import { nativeBackend } from './native-ops.js';

/**
 * Makes native TensorFlow faster at what dense networks do: a product of two matrices becomes `MatMul`, which
 * TensorFlow's graph optimiser fuses with what follows it, where tfjs-node 4.22 takes the op for batches of matrices.
 * Repeating it is harmless.
 */
export function completeNativeKernels(tf: TensorFlow): void {
  const product = tf.getKernelsForBackend('tensorflow').find(isProduct);
  if (product === undefined || replaced.has(product.kernelFunc)) return;
  const kernelFunc: tfjs.KernelFunc = (given) => {
    const { a, b } = given.inputs as Readonly<Record<'a' | 'b', tfjs.Tensor>>;
    const { transposeA, transposeB } = given.attrs as unknown as tfjs.BatchMatMulAttrs;
    if (a.shape.length !== 2 || b.shape.length !== 2) return product.kernelFunc(given);
    const attributes = {
      T: { type: a.dtype },
      transpose_a: transposeA,
      transpose_b: transposeB,
    } as const;
    return nativeBackend(tf)?.run('MatMul', [a, b], attributes) as tfjs.TensorInfo;
  };
  replaced.add(kernelFunc);
  tf.unregisterKernel(product.kernelName, 'tensorflow');
  tf.registerKernel({ ...product, kernelFunc });
}

const replaced = new WeakSet<tfjs.KernelFunc>();

function isProduct({ kernelName }: tfjs.KernelConfig): boolean {
  return kernelName === 'BatchMatMul';
}
