import { packInt8 } from '../../artifacts/packings/int8.js';
import { byChannel, isMatrix, nothingToRound, packMatrices } from './parts/packed-block.js';
import { hasForest, packForests } from './parts/packed-forests.js';
import { defineSmaller } from './smaller-method.js';

/** Leaves that share a scale: it costs them half a bit each. */
const leavesOfScale = 64;

/** Symmetric int8 with a scale for each output channel, or for so many leaves in a row; answers are computed as before. */
export const int8 = defineSmaller({
  name: 'int8',
  summary:
    'Matrices by 8 bits with a scale for each output channel, and values of leaves with one for every 64: a quarter of the bytes of float32',
  params: {},
  apply: (model) => {
    const { weights } = model;
    if (!hasForest(model) && !Object.values(weights).some(isMatrix)) {
      return {
        cannot: nothingToRound,
      };
    }
    const leaves = (values: Float64Array) => packInt8(values, { run: leavesOfScale });
    return { ...model, weights: packMatrices(packForests(weights, leaves), byChannel) };
  },
});
