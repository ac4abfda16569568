/* eslint-disable max-params -- the signature is that of the WebAssembly function */
import { readInt8 } from '../../../artifacts/packings/int8.js';
import { nearestEven } from '../../../artifacts/packings/packing.js';
import type { PackedWeights } from '../../../contracts/model.js';
import { kernelBytes } from './int8-kernel-bytes.js';
import { compiledModule, pageBytes, wasm } from './wasm.js';

type Product = (
  row: number,
  weights: number,
  result: number,
  inputs: number,
  outputs: number,
) => void;

/** Numbers that the kernel takes at a time. */
const lanes = 16;

let compiled: object | undefined;

/**
 * A dense layer whose product is one of whole numbers: what it reads is rounded to 256 steps between the least and the largest number of the
 * row and 0, as ONNX's DynamicQuantizeLinear does for a tensor, times weights of int8, summed in 32 bits and scaled back. Row
 * by row, so that a row's answer never depends on its neighbours. Adds to `output`.
 */
export function int8Layer(
  packed: PackedWeights,
  [inputs, outputs]: readonly [number, number],
): (output: Float64Array, input: Float64Array) => void {
  const { scales, whole } = readInt8(packed, inputs * outputs);
  const padded = Math.ceil(inputs / lanes) * lanes;
  const place = { weights: 0, row: padded * outputs, result: padded * (outputs + 2) };
  const bytes = place.result + 4 * outputs;
  const memory = new wasm.Memory({ initial: Math.ceil(bytes / pageBytes) });
  const weights = new Int8Array(memory.buffer, place.weights, padded * outputs);
  const row = new Int16Array(memory.buffer, place.row, padded);
  const result = new Int32Array(memory.buffer, place.result, outputs);
  for (let input = 0; input < inputs; input++) {
    for (let output = 0; output < outputs; output++) {
      weights[output * padded + input] = whole[input * outputs + output] as number;
    }
  }
  compiled ??= compiledModule(kernelBytes);
  const { exports } = new wasm.Instance(compiled, { env: { memory } });
  const product = exports['product'] as Product;
  return (output, input) => {
    const scale = roundRow(input, row);
    product(place.row, place.weights, place.result, padded, outputs);
    for (let at = 0; at < outputs; at++) {
      const sum = result[at] as number;
      output[at] = (output[at] as number) + scale * (scales[at] as number) * sum;
    }
  };
}

/** Writes how many steps above or below 0 each number is, from -255 to 255, and returns the size of a step. */
export function roundRow(input: Float64Array, row: Int16Array): number {
  let least = 0;
  let largest = 0;
  for (let at = 0; at < input.length; at++) {
    const value = input[at] as number;
    if (value < least) least = value;
    else if (value > largest) largest = value;
  }
  // Float32 at each step, as ONNX has it.
  const scale = Math.fround(Math.fround(Math.fround(largest) - Math.fround(least)) / 255);
  if (scale === 0) {
    row.fill(0);
    return 0;
  }
  const zero = nearestEven(Math.fround(-Math.fround(least) / scale));
  for (let at = 0; at < input.length; at++) {
    const step = nearestEven(Math.fround(Math.fround(input[at] as number) / scale)) + zero;
    row[at] = (step < 0 ? 0 : step > 255 ? 255 : step) - zero;
  }
  return scale;
}
