import type { PackedWeights, WeightValues } from '../../contracts/model.js';
import { nearestEven, type Packing, viewOf } from './packing.js';

/**
 * Whole numbers from -127 to 127 times a scale, which every n-th number shares (the channels of a matrix, innermost) or, with `run`,
 * so many in a row. A number is at most half a scale off, and its scale is the largest of its group through 127. As
 * onnxruntime's quantize_static does it for symmetric int8.
 */
export const int8: Packing = {
  name: 'int8',
  elementBytes: () => 1,
  unpack: (packed, into) => {
    const { scales, whole, groupOf } = readInt8(packed, into.length);
    for (let at = 0; at < into.length; at++) {
      into[at] = (whole[at] as number) * (scales[groupOf(at)] as number);
    }
  },
};

/** Which numbers share a scale. */
type Groups = { readonly channels: number } | { readonly run: number };

/** Rounds numbers to whole multiples of the scale of their group, which are float32. */
export function packInt8(values: WeightValues, groups: Groups): PackedWeights {
  const count = groupCount(groups, values.length);
  const groupOf = groupOfPlace(groups);
  const scales = new Float32Array(count);
  for (let at = 0; at < values.length; at++) {
    const group = groupOf(at);
    scales[group] = Math.max(scales[group] as number, Math.abs(values[at] as number));
  }
  for (let group = 0; group < count; group++) scales[group] = (scales[group] as number) / 127;
  const bytes = new Uint8Array(4 * count + values.length);
  const view = viewOf(bytes);
  for (const [group, scale] of scales.entries()) view.setFloat32(4 * group, scale, true);
  for (let at = 0; at < values.length; at++) {
    const scale = scales[groupOf(at)] as number;
    const whole = scale === 0 ? 0 : nearestEven(Math.fround((values[at] as number) / scale));
    view.setInt8(4 * count + at, Math.min(127, Math.max(-127, whole)));
  }
  return { as: int8.name, bytes, facts: { ...groups } };
}

/** The two parts of what was packed so: a number is `whole[at] * scales[groupOf(at)]`. */
export function readInt8(
  { bytes, facts = {} }: PackedWeights,
  count: number,
): {
  readonly scales: Float32Array;
  readonly whole: Int8Array;
  readonly groupOf: (at: number) => number;
} {
  const groups = facts as unknown as Groups;
  const view = viewOf(bytes);
  const scales = Float32Array.from({ length: groupCount(groups, count) }, (_, group) =>
    view.getFloat32(4 * group, true),
  );
  const whole = new Int8Array(bytes.buffer, bytes.byteOffset + 4 * scales.length, count);
  return { scales, whole, groupOf: groupOfPlace(groups) };
}

function groupCount(groups: Groups, count: number): number {
  return 'run' in groups ? Math.ceil(count / groups.run) : groups.channels;
}

function groupOfPlace(groups: Groups): (at: number) => number {
  if ('run' in groups) return (at) => Math.floor(at / groups.run);
  return (at) => at % groups.channels;
}
