import { byChannel, packMatrices } from './parts/packed-block.js';
import { defineSmaller } from './smaller-method.js';

/** Families whose dense layers know how to multiply whole numbers. */
const dense: readonly string[] = ['mlp', 'autoencoder'];

/** Int8 weights, and what each dense layer reads rounded to 8 bits when it is asked. */
export const dynamic = defineSmaller({
  name: 'dynamic',
  summary:
    'As `int8`, and dense layers multiply whole numbers: what they read is rounded to 8 bits, row by row, when the model is asked',
  params: {},
  apply: (model) => {
    if (!dense.includes(model.family)) {
      return {
        cannot: `multiplies the dense layers of ${dense.join(', ')} in whole numbers, and this is a \`${model.family}\`; \`int8\` goes with it`,
      };
    }
    const weights = packMatrices(model.weights, (values, block) => {
      const packed = byChannel(values, block);
      return layer.test(block.name) ? { ...packed, multiply: 'int8' } : packed;
    });
    return { ...model, weights };
  },
});

const layer = /^\d+\/weights$/;
