import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { packDictionary } from '../../../src/artifacts/packings/dictionary.js';
import { largestFloat16, packFloat16 } from '../../../src/artifacts/packings/float16.js';
import { readPacked, storePacked, unpackInto } from '../../../src/artifacts/packings/index.js';
import { packInt8, readInt8 } from '../../../src/artifacts/packings/int8.js';
import { packNarrow } from '../../../src/artifacts/packings/narrow.js';
import { packPlain } from '../../../src/artifacts/packings/plain.js';
import type { PackedWeights, WeightValues } from '../../../src/contracts/model.js';

const floats = (max = 1e4) =>
  fc
    .array(fc.float({ noNaN: true, min: Math.fround(-max), max: Math.fround(max) }), {
      minLength: 1,
      maxLength: 60,
    })
    .map((values) => Float32Array.from(values));

/** What a packing gives back, by way of the file: the same, whichever way it went. */
function unpacked<Values extends WeightValues>(packed: PackedWeights, like: Values): Values {
  const into = like.slice().fill(0) as Values;
  unpackInto(packed, into);
  for (const given of [packed, { ...packed, sparse: true as const }]) {
    const { stored, bytes } = storePacked(given, like.length);
    const again = like.slice().fill(0) as Values;
    const read = readPacked(
      JSON.parse(JSON.stringify(stored)) as typeof stored,
      bytes,
      like.length,
    );
    unpackInto(read, again);
    expect(sameBytes(again, into)).toBe(true);
    expect(sameBytes(storePacked(read, like.length).bytes, bytes)).toBe(true);
  }
  return into;
}

/** Much faster than `toEqual` for many numbers. */
function sameBytes(one: WeightValues, other: WeightValues): boolean {
  const [a, b] = [one, other].map((each) =>
    Buffer.from(each.buffer, each.byteOffset, each.byteLength),
  );
  return a?.equals(b ?? Buffer.alloc(0)) ?? false;
}

describe('float16', () => {
  test('keeps within 2^-11 of a number, or 2^-25 of a tiny one', () => {
    fc.assert(
      fc.property(floats(largestFloat16), (values) => {
        const back = unpacked(packFloat16(values), values);
        for (const [at, value] of values.entries()) {
          const bound = Math.max(Math.abs(value) * 2 ** -11, 2 ** -25);
          expect(Math.abs((back[at] as number) - value)).toBeLessThanOrEqual(bound);
        }
      }),
    );
  });

  test('says every number of float16 as it is', () => {
    const all = new Float32Array(63_488 - 2048);
    let next = 0;
    for (let exponent = -14; exponent <= 15; exponent++) {
      for (let mantissa = 0; mantissa < 1024; mantissa++)
        all[next++] = (1 + mantissa / 1024) * 2 ** exponent;
    }
    for (let mantissa = 0; mantissa < 1024; mantissa++) all[next++] = mantissa * 2 ** -24;
    expect(sameBytes(unpacked(packFloat16(all), all), all)).toBe(true);
  });

  test('rounds what lies half-way to the even neighbour', () => {
    const values = Float64Array.of(
      1 + 2 ** -11,
      1 + 3 * 2 ** -11,
      2 ** -25,
      3 * 2 ** -25,
      65_519 - 15,
      -0,
    );
    const back = unpacked(packFloat16(values), values);
    expect([...back]).toEqual([1, 1 + 2 ** -9, 0, 2 ** -23, 65_504, -0]);
  });

  test('refuses what it has no number for', () => {
    expect(() => packFloat16([1e6])).toThrow('1000000 is no number of float16');
  });
});

describe('int8', () => {
  test('keeps within half a scale, and the scale is the largest of its group through 127', () => {
    fc.assert(
      fc.property(
        floats(),
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        (values, size, inRuns) => {
          const packed = packInt8(values, inRuns ? { run: size } : { channels: size });
          const { scales, whole, groupOf } = readInt8(packed, values.length);
          const back = unpacked(packed, values);
          for (const [at, value] of values.entries()) {
            const group = inRuns ? Math.floor(at / size) : at % size;
            expect(groupOf(at)).toBe(group);
            const mates = values.filter((_, other) => groupOf(other) === group);
            const largest = Math.max(...mates.map(Math.abs));
            expect(scales[group]).toBe(Math.fround(largest / 127));
            expect(Math.abs(whole[at] as number)).toBeLessThanOrEqual(127);
            // A scale so tiny that float32 has few digits for it is off by as much.
            const bound =
              (scales[group] as number) / 2 + 127 * 2 ** -149 + Math.abs(value) * 2 ** -22;
            expect(Math.abs((back[at] as number) - value)).toBeLessThanOrEqual(bound);
          }
        },
      ),
    );
  });

  test('a channel of zeros stays one', () => {
    const values = Float32Array.of(0, 5, 0, -5);
    expect(unpacked(packInt8(values, { channels: 2 }), values)).toEqual(values);
  });
});

describe('exact packings', () => {
  test('narrow, dictionary and plain give the same numbers back', () => {
    fc.assert(
      fc.property(
        floats(),
        fc.array(fc.integer({ min: -9000, max: 50_000 }), { minLength: 1 }),
        (values, whole) => {
          const many = Float32Array.from([...values, ...values, ...values, ...values]);
          const wide = Float64Array.from(many, (value) => value / 3);
          const ints = Int32Array.from(whole);
          expect(unpacked(packPlain(values), values)).toEqual(values);
          expect(unpacked(packNarrow(ints) as PackedWeights, ints)).toEqual(ints);
          for (const block of [many, wide]) {
            const packed = packDictionary(block);
            if (packed !== undefined) expect(unpacked(packed, block)).toEqual(block);
          }
        },
      ),
    );
  });

  test('are left where they would save nothing', () => {
    expect(packNarrow(Int32Array.of(0, 70_000))).toBeUndefined();
    expect(packDictionary(Float32Array.of(1, 2, 3))).toBeUndefined();
    expect(packDictionary(new Float64Array(9).fill(0.1))?.bytes.length).toBe(8 + 9);
  });

  test('leave zeros out of the file', () => {
    const values = new Float32Array(800);
    values[123] = 1.5;
    const { stored, bytes } = storePacked({ ...packPlain(values), sparse: true }, 800);
    expect(bytes.length).toBe(100 + 4);
    expect(stored.bytes).toBe(104);
    expect(() => readPacked(stored, bytes.subarray(0, 102), 800)).toThrow(RangeError);
  });
});
