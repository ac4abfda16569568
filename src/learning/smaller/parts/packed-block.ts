import { unpackInto } from '../../../artifacts/packings/index.js';
import { packInt8 } from '../../../artifacts/packings/int8.js';
import type { PackedWeights, SavedModel, Weights } from '../../../contracts/model.js';

type Blocks = SavedModel['weights'];

/** A block with the numbers that its packing gives back; as it is where it has none. */
export function packedBlock(block: Weights, packed: PackedWeights | undefined): Weights {
  const { shape, values, packed: before } = block;
  if (packed === undefined) return { shape, values };
  const rounded = values.slice();
  const whole = { ...packed, ...(before?.sparse === true && { sparse: true as const }) };
  unpackInto(whole, rounded);
  return { shape, values: rounded, packed: whole };
}

/** Packs the matrices of a model: blocks of float32 with two dimensions or more and 64 numbers. Biases, scales and whole numbers stay as they are. */
export function packMatrices(
  weights: Blocks,
  pack: (
    values: Float32Array,
    block: { readonly name: string; readonly shape: readonly number[] },
  ) => PackedWeights | undefined,
): Blocks {
  const entries = Object.entries(weights).map(([name, block]) => {
    const { shape, values } = block;
    if (!isMatrix(block) || !(values instanceof Float32Array)) return [name, block] as const;
    const packed = pack(values, { name, shape });
    return [name, packed === undefined ? block : packedBlock(block, packed)] as const;
  });
  return Object.fromEntries(entries);
}

/** Whether a block is what packing of matrices is about; saying how a tiny one is packed takes more room than it saves. */
export function isMatrix({ shape, values }: Weights): boolean {
  return values instanceof Float32Array && shape.length > 1 && values.length >= fewestNumbers;
}

const fewestNumbers = 64;

/** Why a model cannot be rounded. */
export const nothingToRound =
  'rounds leaves of trees and matrices of float32 with at least 64 numbers, and this model has neither';

/** A scale for each channel of the output, which is the innermost dimension. */
export function byChannel(
  values: Float32Array,
  { shape }: { readonly shape: readonly number[] },
): PackedWeights {
  return packInt8(values, { channels: shape.at(-1) ?? 1 });
}
