import type { SavedModel } from '../../../contracts/model.js';
import type { RowFunction } from './predictions.js';

export const activations = ['relu', 'tanh', 'gelu'] as const;
export type Activation = (typeof activations)[number];

/** A stack of dense layers with weights `0/weights`, `0/biases`, `1/weights` … as plain loops over one row. */
export function densePredictor(model: SavedModel): RowFunction {
  const { layers, activation } = model.config as {
    layers: readonly number[];
    activation: Activation;
  };
  const bend = bends[activation];
  const stack = [...layers, undefined].map((_, index) => ({
    weights: Float64Array.from(model.weights[`${index}/weights`]?.values ?? []),
    biases: Float64Array.from(model.weights[`${index}/biases`]?.values ?? []),
  }));
  const first = new Float64Array(model.inputs.length);
  const buffers = [first, ...layers.map((width) => new Float64Array(width))];

  return (matrix, row, logits) => {
    first.set(matrix.values.subarray(row * first.length, (row + 1) * first.length));
    for (const [index, { weights, biases }] of stack.entries()) {
      const input = buffers[index] as Float64Array;
      const isLast = index === stack.length - 1;
      const output = isLast ? logits : (buffers[index + 1] as Float64Array);
      output.set(biases);
      addProduct(output, input, weights);
      if (!isLast)
        for (let at = 0; at < output.length; at++) output[at] = bend(output[at] as number);
    }
  };
}

/** Input by input, not output by output: walks the weights in order, and skips inputs of zero, which one-hot and relu abound in. */
function addProduct(output: Float64Array, input: Float64Array, weights: Float64Array): void {
  const width = output.length;
  for (let i = 0; i < input.length; i++) {
    const value = input[i] as number;
    if (value === 0) continue;
    const from = i * width;
    for (let j = 0; j < width; j++) {
      output[j] = (output[j] as number) + value * (weights[from + j] as number);
    }
  }
}

const bends: Readonly<Record<Activation, (x: number) => number>> = {
  relu: (x) => Math.max(0, x),
  tanh: Math.tanh,
  gelu: (x) => 0.5 * x * (1 + Math.tanh(geluScale * (x + geluCube * x * x * x))),
};

/** GELU by its tanh approximation: Hendrycks & Gimpel 2016, equation after (2). */
export const geluScale = Math.sqrt(2 / Math.PI);
export const geluCube = 0.044715;
