import { packDictionary } from '../../artifacts/packings/dictionary.js';
import { largestFloat16, packFloat16 } from '../../artifacts/packings/float16.js';
import type { PackedWeights } from '../../contracts/model.js';
import { isMatrix, nothingToRound, packMatrices } from './parts/packed-block.js';
import { hasForest, packForests } from './parts/packed-forests.js';
import { defineSmaller } from './smaller-method.js';

/** Weights of networks, and values of leaves, in half precision. What trees ask is never rounded: a row could go another way. */
export const float16 = defineSmaller({
  name: 'float16',
  summary: 'Matrices, and the values of leaves, with 11 binary digits: half the bytes of float32',
  params: {},
  apply: (model) => {
    const { weights } = model;
    if (!hasForest(model) && !Object.values(weights).some(isMatrix)) {
      return {
        cannot: nothingToRound,
      };
    }
    // Leaves that are too large for half precision, such as prices, are told without any loss, each value once.
    const leaves = (values: Float64Array) => halved(values) ?? packDictionary(values);
    return { ...model, weights: packMatrices(packForests(weights, leaves), halved) };
  },
});

/** Numbers too large for half precision stay as they are, with all that stand in one block with them. */
function halved(values: Float32Array | Float64Array): PackedWeights | undefined {
  return values.every((value) => Math.abs(value) <= largestFloat16)
    ? packFloat16(values)
    : undefined;
}
