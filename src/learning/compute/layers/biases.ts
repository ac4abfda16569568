import { addBiases } from './dense.js';
import { constantWeights } from './initial-values.js';
import { type Layer, weightOf } from './layer.js';

/** Adds a number to each channel, where that comes later than in the layer before: block `NAME/biases`. */
export function biases({ name, width }: { readonly name: string; readonly width: number }): Layer {
  return {
    parameters: [constantWeights(`${name}/biases`, [width], 0)],
    apply: (tf, x, pass) => addBiases(tf, x, weightOf(pass, `${name}/biases`)),
  };
}
