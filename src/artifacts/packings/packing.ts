import type { PackedWeights, WeightValues } from '../../contracts/model.js';

/** A way that numbers lie in a file in fewer bytes than they have in memory. Adding one: write its file, add its line. */
export interface Packing {
  readonly name: string;
  /** Bytes of one number, after what stands before them all. */
  elementBytes(packed: Omit<PackedWeights, 'bytes'>): number;
  /** Fills `into` with the numbers; the same bytes always give the same numbers. */
  unpack(packed: PackedWeights, into: WeightValues): void;
}

/** The whole number nearest to `x`, of two the even one, as IEEE 754 rounds; for sizes below 2^51. */
export function nearestEven(x: number): number {
  return x + shift - shift;
}

/** Added to a number, it leaves no room for what is below one. */
const shift = 1.5 * 2 ** 52;

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
