import type { JsonObject } from '../../contracts/json.js';
import type { PackedWeights, WeightValues } from '../../contracts/model.js';
import { dictionary } from './dictionary.js';
import { float16 } from './float16.js';
import { int8 } from './int8.js';
import { narrow } from './narrow.js';
import type { Packing } from './packing.js';
import { plain } from './plain.js';
import { withoutZeros, withZeros } from './sparse.js';

/** To add a packing: write its file, add its line. */
const packings: readonly Packing[] = [dictionary, float16, int8, narrow, plain];

/** What a file says of a packed block. */
export interface StoredPacking {
  readonly as: string;
  readonly facts?: JsonObject;
  readonly multiply?: 'int8';
  /** Bytes in the file. */
  readonly bytes: number;
  /** Numbers of zero are left out; what stands before the numbers has so many bytes. */
  readonly sparse?: { readonly head: number };
}

/** Packed numbers as they lie in a file, and what has to be said of them. */
export function storePacked(
  packed: PackedWeights,
  count: number,
): { readonly stored: StoredPacking; readonly bytes: Uint8Array } {
  const { as, facts, multiply, sparse } = packed;
  const size = packingOf(as).elementBytes(packed);
  const head = packed.bytes.length - size * count;
  const bytes = sparse === true ? withoutZeros(packed.bytes, { head, size, count }) : packed.bytes;
  const stored = {
    as,
    ...(facts !== undefined && { facts }),
    ...(multiply !== undefined && { multiply }),
    bytes: bytes.length,
    ...(sparse === true && { sparse: { head } }),
  };
  return { stored, bytes };
}

/** What {@link storePacked} was given. Throws when this mlx does not know the packing, or the bytes are too few. */
export function readPacked(
  { as, facts, multiply, sparse }: StoredPacking,
  bytes: Uint8Array,
  count: number,
): PackedWeights {
  const about = {
    as,
    ...(facts !== undefined && { facts }),
    ...(multiply !== undefined && { multiply }),
    ...(sparse !== undefined && { sparse: true as const }),
  };
  const size = packingOf(as).elementBytes(about);
  const whole = sparse === undefined ? bytes : withZeros(bytes, { head: sparse.head, size, count });
  return { ...about, bytes: whole };
}

/** Fills `into` with packed numbers. */
export function unpackInto(packed: PackedWeights, into: WeightValues): void {
  packingOf(packed.as).unpack(packed, into);
}

function packingOf(name: string): Packing {
  const packing = packings.find((each) => each.name === name);
  if (packing === undefined) throw new Error(`there is no packing ${name}`);
  return packing;
}
