import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { packFloat16 } from '../../../src/artifacts/packings/float16.js';
import { packInt8, readInt8 } from '../../../src/artifacts/packings/int8.js';
import { int8Layer, roundRow } from '../../../src/learning/models/parts/int8-layer.js';

interface Reference {
  readonly weights: {
    readonly shape: readonly [number, number];
    readonly values: readonly number[];
  };
  readonly channels: readonly { readonly scale: number; readonly values: readonly number[] }[];
  readonly rows: readonly (readonly number[])[];
  readonly dynamic: readonly {
    readonly y: readonly number[];
    readonly scale: number;
    readonly zero: number;
  }[];
  readonly halves: readonly number[];
  readonly float16: readonly number[];
}

/** By bench/smaller-reference.py: numpy's float16, and int8 by onnxruntime's own quantiser and DynamicQuantizeLinear. */
const reference = JSON.parse(
  readFileSync(new URL('fixtures/reference.json', import.meta.url), 'utf8'),
) as Reference;
const { weights, channels, rows, dynamic } = reference;
const [inputs, outputs] = weights.shape;
const values = Float32Array.from(weights.values);

test('float16 has the bits of numpy', () => {
  const { bytes } = packFloat16(reference.halves);
  const view = new DataView(bytes.buffer);
  expect(reference.halves.map((_, at) => view.getUint16(2 * at, true))).toEqual(reference.float16);
});

test('int8 has the whole numbers and scales of onnxruntime, channel by channel', () => {
  const { scales, whole } = readInt8(packInt8(values, { channels: outputs }), values.length);
  for (const [channel, expected] of channels.entries()) {
    const own = Array.from({ length: inputs }, (_, at) => whole[at * outputs + channel]);
    // Of a channel of zeros onnxruntime has another scale, which multiplies zeros.
    expect(own).toEqual(expected.values);
    if (own.some((each) => each !== 0)) expect(scales[channel]).toBeCloseTo(expected.scale, 9);
  }
});

test('a row is rounded as by DynamicQuantizeLinear', () => {
  for (const [at, row] of rows.entries()) {
    const expected = dynamic[at] as (typeof dynamic)[number];
    const steps = new Int16Array(16);
    const scale = roundRow(Float64Array.from(row), steps);
    const above = row.map((_, place) => (steps[place] as number) + expected.zero);
    expect(above).toEqual(expected.y);
    if (row.some((x) => x !== 0)) expect(scale).toBe(expected.scale);
  }
});

test('a layer of int8 multiplies exactly what was rounded', () => {
  const packed = packInt8(values, { channels: outputs });
  const { scales, whole } = readInt8(packed, values.length);
  const layer = int8Layer(packed, [inputs, outputs]);
  for (const [at, row] of rows.entries()) {
    const { y, zero, scale } = dynamic[at] as (typeof dynamic)[number];
    const output = new Float64Array(outputs).fill(0.25);
    layer(output, Float64Array.from(row));
    for (let channel = 0; channel < outputs; channel++) {
      const sum = y.reduce(
        (total, step, i) => total + (step - zero) * (whole[i * outputs + channel] as number),
        0,
      );
      const expected = row.some((x) => x !== 0) ? scale * (scales[channel] as number) * sum : 0;
      expect(output[channel]).toBe(0.25 + expected);
    }
  }
});
