import type { PackedWeights } from '../../contracts/model.js';
import { type Packing, viewOf } from './packing.js';

/** Each number that there is once, and which of them stands where, in one byte or two. Exact. */
export const dictionary: Packing = {
  name: 'dictionary',
  elementBytes: ({ facts }) => facts?.['width'] as number,
  unpack: ({ bytes, facts }, into) => {
    const { words, width } = facts as { readonly words: number; readonly width: number };
    const view = viewOf(bytes);
    const size = into.BYTES_PER_ELEMENT;
    const known = Float64Array.from({ length: words }, (_, at) =>
      size === 8 ? view.getFloat64(8 * at, true) : view.getFloat32(4 * at, true),
    );
    for (let at = 0; at < into.length; at++) {
      const place = words * size + width * at;
      into[at] = known[width === 1 ? view.getUint8(place) : view.getUint16(place, true)] as number;
    }
  },
};

/** Undefined where that takes no fewer bytes than the numbers themselves. */
export function packDictionary(values: Float32Array | Float64Array): PackedWeights | undefined {
  const size = values.BYTES_PER_ELEMENT;
  // A set takes -0 for 0.
  const isNegativeZero = (value: number): boolean => Object.is(value, -0);
  const known = [...new Set(values)].sort((a, b) => a - b);
  const negativeZero = known.length;
  if (values.some(isNegativeZero)) known.push(-0);
  const width = known.length > 256 ? 2 : 1;
  const bytes = new Uint8Array(known.length * size + width * values.length);
  if (known.length > 65_536 || bytes.length >= size * values.length) return undefined;
  const view = viewOf(bytes);
  for (const [at, value] of known.entries()) {
    if (size === 8) view.setFloat64(8 * at, value, true);
    else view.setFloat32(4 * at, value, true);
  }
  const wordOf = new Map(known.slice(0, negativeZero).map((value, at) => [value, at]));
  for (let at = 0; at < values.length; at++) {
    const place = known.length * size + width * at;
    const value = values[at] as number;
    const word = isNegativeZero(value) ? negativeZero : (wordOf.get(value) as number);
    if (width === 1) view.setUint8(place, word);
    else view.setUint16(place, word, true);
  }
  return { as: dictionary.name, bytes, facts: { words: known.length, width } };
}
