import type { PackedWeights } from '../../contracts/model.js';
import { type Packing, viewOf } from './packing.js';

/** Float32 as it is: for what is packed only because most of it is zero. */
export const plain: Packing = {
  name: 'plain',
  elementBytes: () => 4,
  unpack: ({ bytes }, into) => {
    const view = viewOf(bytes);
    for (let at = 0; at < into.length; at++) into[at] = view.getFloat32(4 * at, true);
  },
};

export function packPlain(values: ArrayLike<number>): PackedWeights {
  const bytes = new Uint8Array(4 * values.length);
  const view = viewOf(bytes);
  for (let at = 0; at < values.length; at++) view.setFloat32(4 * at, values[at] as number, true);
  return { as: plain.name, bytes };
}
