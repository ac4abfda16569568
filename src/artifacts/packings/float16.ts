import type { PackedWeights } from '../../contracts/model.js';
import { nearestEven, type Packing, viewOf } from './packing.js';

/** The largest number of float16. */
export const largestFloat16 = 65_504;

/** Half precision of IEEE 754: 11 binary digits, so within 2^-11 of a number, or 2^-25 where that is tiny. */
export const float16: Packing = {
  name: 'float16',
  elementBytes: () => 2,
  unpack: ({ bytes }, into) => {
    const view = viewOf(bytes);
    for (let at = 0; at < into.length; at++) into[at] = fromHalf(view.getUint16(2 * at, true));
  },
};

/** Rounds each number to the nearest of float16, of two the even one. None may be larger than `largestFloat16`. */
export function packFloat16(values: ArrayLike<number>): PackedWeights {
  const bytes = new Uint8Array(2 * values.length);
  const view = viewOf(bytes);
  for (let at = 0; at < values.length; at++) {
    view.setUint16(2 * at, toHalf(values[at] as number), true);
  }
  return { as: float16.name, bytes };
}

/** Scaling by a power of two is exact, so there is one rounding. */
function toHalf(value: number): number {
  const sign = value < 0 || Object.is(value, -0) ? 0x80_00 : 0;
  const size = Math.abs(value);
  if (!(size <= largestFloat16)) throw new Error(`${value} is no number of float16`);
  if (size < smallestNormal) return sign | nearestEven(size * 2 ** 24);
  let exponent = Math.floor(Math.log2(size));
  // The logarithm may be rounded up to the next whole number.
  if (2 ** exponent > size) exponent--;
  // A mantissa that is rounded up to the next power of two carries into the exponent, as it should.
  return sign | (((exponent + 15) << 10) + nearestEven((size / 2 ** exponent - 1) * 1024));
}

function fromHalf(bits: number): number {
  const sign = (bits & 0x80_00) === 0 ? 1 : -1;
  const exponent = (bits >> 10) & 31;
  const mantissa = bits & 1023;
  if (exponent === 0) return sign * mantissa * 2 ** -24;
  return sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
}

const smallestNormal = 2 ** -14;
