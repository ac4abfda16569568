import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import type * as tfjs from '@tensorflow/tfjs-core';
import type { TensorFlow } from './compute.js';

/**
 * Makes the WebAssembly backend 4.22 fit for training. Registers the gradient kernels it lacks, `UnsortedSegmentSum`
 * (gathers, embeddings) and `Conv2DBackpropFilter` (convolutions), and replaces its matrix product of transposed
 * arguments, which every gradient of a dense layer needs, by one that is about eight times faster. Repeating it is harmless.
 */
export function completeKernels(tf: TensorFlow): void {
  const present = new Map(
    tf.getKernelsForBackend('wasm').map((kernel) => [kernel.kernelName, kernel]),
  );
  if (present.has(unsortedSegmentSum.kernelName)) return;
  tf.registerKernel({ ...unsortedSegmentSum, backendName: 'wasm' });
  tf.registerKernel({ ...conv2DBackpropFilter(tf), backendName: 'wasm' });

  const product = present.get('BatchMatMul');
  const transpose = present.get('Transpose');
  if (product === undefined || transpose === undefined) return;
  tf.unregisterKernel('BatchMatMul', 'wasm');
  tf.registerKernel({ ...product, kernelFunc: transposingFirst(product, transpose) });
}

/** XNNPACK multiplies only what is not transposed; for the rest the backend has a plain loop without SIMD. */
function transposingFirst(product: Kernel, transpose: Kernel): tfjs.KernelFunc {
  return ({ inputs, attrs, backend }) => {
    const turned: tfjs.TensorInfo[] = [];
    const turn = (x: tfjs.TensorInfo, wanted: boolean) => {
      if (!wanted) return x;
      const axes = x.shape.map((_, axis) => axis);
      const perm = [...axes.slice(0, -2), axes.length - 1, axes.length - 2];
      const result = transpose.kernelFunc({
        inputs: { x },
        attrs: { perm },
        backend,
      }) as tfjs.TensorInfo;
      turned.push(result);
      return result;
    };
    const { a, b } = inputs as Inputs<'a' | 'b'>;
    const { transposeA, transposeB } = attrs as unknown as tfjs.BatchMatMulAttrs;
    const output = product.kernelFunc({
      inputs: { a: turn(a, transposeA), b: turn(b, transposeB) },
      attrs: { transposeA: false, transposeB: false },
      backend,
    });
    const memory = backend as { disposeData(data: object): void };
    for (const { dataId } of turned) memory.disposeData(dataId);
    return output;
  };
}

type Kernel = Omit<tfjs.KernelConfig, 'backendName'>;

/** Row i of `x` is added to row `segmentIds[i]` of the result; ids out of range are dropped, as TensorFlow does. */
const unsortedSegmentSum: Kernel = {
  kernelName: 'UnsortedSegmentSum',
  kernelFunc: ({ inputs, attrs, backend }) => {
    const { x, segmentIds } = inputs as Inputs<'x' | 'segmentIds'>;
    const { numSegments } = attrs as unknown as tfjs.UnsortedSegmentSumAttrs;
    const heap = backend as unknown as Pick<BackendWasm, 'makeOutput' | 'typedArrayFromHeap'>;
    const rowShape = x.shape.slice(segmentIds.shape.length);
    const output = heap.makeOutput([numSegments, ...rowShape], x.dtype);
    const sums = heap.typedArrayFromHeap(output).fill(0);
    const values = heap.typedArrayFromHeap(x);
    const width = rowShape.reduce((product, size) => product * size, 1);
    for (const [row, segment] of heap.typedArrayFromHeap(segmentIds).entries()) {
      if (segment < 0 || segment >= numSegments) continue;
      for (let at = 0; at < width; at++) {
        const to = segment * width + at;
        sums[to] = (sums[to] as number) + (values[row * width + at] as number);
      }
    }
    return output;
  },
};

/** One matrix product for each position of the filter: the shifted input, transposed, times the output's gradient. */
function conv2DBackpropFilter(tf: TensorFlow): Kernel {
  return {
    kernelName: 'Conv2DBackpropFilter',
    kernelFunc: ({ inputs, attrs }) => {
      const { x, dy } = inputs as Inputs<'x' | 'dy'>;
      return filterGradient(tf, { x, dy }, attrs as unknown as tfjs.Conv2DBackpropFilterAttrs);
    },
  };
}

type Inputs<Name extends string> = Readonly<Record<Name, tfjs.TensorInfo>>;

function filterGradient(
  tf: TensorFlow,
  { x, dy }: Inputs<'x' | 'dy'>,
  attrs: tfjs.Conv2DBackpropFilterAttrs,
): tfjs.TensorInfo {
  if (attrs.dataFormat !== 'NHWC') throw new Error('convolutions on wasm are NHWC only');
  const conv = tf.backend_util.computeConv2DInfo(
    x.shape as Shape4D,
    attrs.filterShape,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  return tf.tidy(() => {
    const input = padded(tf, tensorOf(tf, x), conv);
    const pixels = conv.batchSize * conv.outHeight * conv.outWidth;
    const gradient = tf.reshape(tensorOf(tf, dy), [pixels, conv.outChannels]);
    const positions: tfjs.Tensor[] = [];
    for (let row = 0; row < conv.filterHeight; row++) {
      for (let column = 0; column < conv.filterWidth; column++) {
        const seen = tf.stridedSlice(
          input,
          [0, row, column, 0],
          [
            conv.batchSize,
            row + (conv.outHeight - 1) * conv.strideHeight + 1,
            column + (conv.outWidth - 1) * conv.strideWidth + 1,
            conv.inChannels,
          ],
          [1, conv.strideHeight, conv.strideWidth, 1],
        );
        positions.push(
          tf.matMul(tf.reshape(seen, [pixels, conv.inChannels]), gradient, true, false),
        );
      }
    }
    return tf.reshape(tf.stack(positions), attrs.filterShape);
  });
}

type Shape4D = [number, number, number, number];
type ConvInfo = tfjs.backend_util.Conv2DInfo;

/** Zeros around the image, enough for every position the filter takes. */
function padded(tf: TensorFlow, image: tfjs.Tensor, conv: ConvInfo): tfjs.Tensor {
  const { top, left } = conv.padInfo;
  const height = (conv.outHeight - 1) * conv.strideHeight + conv.filterHeight;
  const width = (conv.outWidth - 1) * conv.strideWidth + conv.filterWidth;
  const bottom = Math.max(0, height - conv.inHeight - top);
  const right = Math.max(0, width - conv.inWidth - left);
  return tf.pad(image, [
    [0, 0],
    [top, bottom],
    [left, right],
    [0, 0],
  ]);
}

function tensorOf(tf: TensorFlow, info: tfjs.TensorInfo): tfjs.Tensor {
  if (info instanceof tf.Tensor) return info as tfjs.Tensor;
  return tf.engine().makeTensorFromTensorInfo(info);
}
