import type { PackedWeights } from '../../contracts/model.js';
import { type Packing, viewOf } from './packing.js';

/** Whole numbers as how far they are above the least of them, in one byte or two. Exact. */
export const narrow: Packing = {
  name: 'narrow',
  elementBytes: ({ facts }) => widthOf(facts),
  unpack: ({ bytes, facts }, into) => {
    const view = viewOf(bytes);
    const from = facts?.['from'] as number;
    const isByte = widthOf(facts) === 1;
    for (let at = 0; at < into.length; at++) {
      into[at] = from + (isByte ? view.getUint8(at) : view.getUint16(2 * at, true));
    }
  },
};

/** Undefined where two bytes are too few. */
export function packNarrow(values: Int32Array): PackedWeights | undefined {
  let from = Infinity;
  let to = -Infinity;
  for (const value of values) {
    from = Math.min(from, value);
    to = Math.max(to, value);
  }
  if (values.length === 0 || to - from > 0xff_ff) return undefined;
  const width = to - from > 0xff ? 2 : 1;
  const bytes = new Uint8Array(width * values.length);
  const view = viewOf(bytes);
  for (const [at, value] of values.entries()) {
    if (width === 1) view.setUint8(at, value - from);
    else view.setUint16(2 * at, value - from, true);
  }
  return { as: narrow.name, bytes, facts: { from, width } };
}

function widthOf(facts: PackedWeights['facts']): number {
  return facts?.['width'] as number;
}
