import fc from 'fast-check';
import { expect, test } from 'vitest';
import { randomFor } from '../../../../src/contracts/seeded-random.js';
import { openMemory } from '../../../../src/learning/compute/wasm-memory.js';
import type { TreeKernel } from '../../../../src/learning/models/trees/kernel.js';
import { kernelFor } from '../../../../src/learning/models/trees/shared-memory.js';

/** Where things lie in the memory of these tests, in bytes. */
const at = {
  histograms: 64,
  words: 64 + 2 * 4 * 4096,
  rows: 64 + 2 * 4 * 4096 + 4096,
  divided: 64 + 2 * 4 * 4096 + 8192,
  pairs: 64 + 2 * 4 * 4096 + 12288,
  ordered: 64 + 2 * 4 * 4096 + 20480,
  sides: 64 + 2 * 4 * 4096 + 28672,
};
const size = at.sides + 256;

/** All that a kernel leaves in memory after a tree's worth of work on `count` random rows. */
function worked(plain: boolean, seed: number, count: number): Uint8Array {
  const memory = openMemory(size, { plain });
  const kernel: TreeKernel = kernelFor(memory);
  expect(memory.memory === undefined).toBe(plain);
  const random = randomFor(seed, 'kernel');
  const words = new Uint32Array(memory.buffer, at.words, count);
  const rows = new Uint32Array(memory.buffer, at.rows, count);
  const pairs = new Float32Array(memory.buffer, at.pairs, 2 * count);
  const sides = new Uint8Array(memory.buffer, at.sides, 256);
  for (let row = 0; row < count; row++) {
    words[row] = Math.floor(random() * 2 ** 32);
    rows[row] = count - 1 - row;
    pairs[2 * row] = random() - 0.5;
    pairs[2 * row + 1] = random();
  }
  for (let bin = 0; bin < 256; bin++) sides[bin] = random() < 0.4 ? 1 : 0;

  const left = kernel.divide(at.words, 16, at.sides, at.rows, 0, count, at.divided);
  kernel.place(at.divided, 4, left, at.rows, 0, at.pairs, at.ordered);
  const last = at.divided + 4 * (count - 1);
  kernel.place(last, -4, count - left, at.rows, left, at.pairs, at.ordered);
  const [a, b, c, d] = [0, 1, 2, 3].map((feature) => at.histograms + 4096 * feature) as [
    number,
    number,
    number,
    number,
  ];
  kernel.histogram(a, b, c, d, at.words, at.rows, 0, count, at.ordered);
  const child = 4 * 4096;
  const counted = [a + child, b + child, c + child, d + child] as const;
  kernel.histogram(...counted, at.words, at.rows, 0, left, at.ordered);
  kernel.subtract(a, a + child, 4 * 256);

  const expected = Array.from({ length: count }, (_, index) => count - 1 - index);
  const goesLeft = (row: number) => sides[((words[row] as number) >>> 16) & 255] === 1;
  expect([...rows]).toEqual([
    ...expected.filter(goesLeft),
    ...expected.filter((row) => !goesLeft(row)),
  ]);
  return new Uint8Array(memory.buffer.slice(0, size));
}

test('WebAssembly and plain JavaScript leave the same bits', () => {
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 1, max: 1000 }), (seed, count) => {
      expect(Buffer.compare(worked(false, seed, count), worked(true, seed, count))).toBe(0);
    }),
    { numRuns: 30 },
  );
});

test('the logistic loss has the same bits in WebAssembly, and is right to the last digits', () => {
  const numbers = fc.array(fc.double({ min: -800, max: 800, noNaN: true }), {
    minLength: 1,
    maxLength: 33,
  });
  fc.assert(
    fc.property(numbers, fc.boolean(), (scores, weighted) => {
      const [ours, plain] = [false, true].map((isPlain) => logistic(scores, { isPlain, weighted }));
      expect(ours).toEqual(plain);
      const losses = scores.map((score, row) => {
        const loss = Math.max(score, 0) + Math.log1p(Math.exp(-Math.abs(score)));
        return (loss - score * (row % 2)) * (weighted ? row / 2 : 1);
      });
      const expected = losses.reduce((sum, loss) => sum + loss, 0);
      expect(ours?.sum).toBeCloseTo(expected, 9);
      for (const [row, score] of scores.entries()) {
        const p = 1 / (1 + Math.exp(-score));
        const weight = weighted ? row / 2 : 1;
        expect(ours?.pairs[2 * row]).toBeCloseTo((p - (row % 2)) * weight, 5);
        expect(ours?.pairs[2 * row + 1]).toBeCloseTo(p * (1 - p) * weight, 5);
      }
    }),
  );
});

function logistic(
  scores: readonly number[],
  { isPlain, weighted }: { readonly isPlain: boolean; readonly weighted: boolean },
): { readonly sum: number; readonly pairs: readonly number[] } {
  const count = scores.length;
  const memory = openMemory(64 + 4 * 8 * count, { plain: isPlain });
  const [scoresAt = 0, targetsAt = 0, weightsAt = 0, pairsAt = 0] = [0, 1, 2, 3].map(
    (array) => 64 + array * 8 * count,
  );
  new Float64Array(memory.buffer, scoresAt, count).set(scores);
  new Float64Array(memory.buffer, targetsAt, count).set(scores.map((_, row) => row % 2));
  new Float64Array(memory.buffer, weightsAt, count).set(scores.map((_, row) => row / 2));
  const kernel = kernelFor(memory);
  const sum = kernel.logistic(scoresAt, targetsAt, weighted ? weightsAt : 0, pairsAt, 0, count);
  return { sum, pairs: [...new Float32Array(memory.buffer, pairsAt, 2 * count)] };
}
