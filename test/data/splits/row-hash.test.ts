import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashOfRow, rowHash, rowHashKey } from '../../../src/data/splits/assign/row-hash.js';
import { type Database, openDatabase } from '../../../src/data/tables/database.js';

let database: Database;
beforeAll(async () => {
  database = await openDatabase({ threads: 1 });
});
afterAll(() => database.close());

/** Pearson's chi-square of counts that should all be alike. */
function chiSquare(counts: readonly number[]): number {
  const mean = counts.reduce((sum, count) => sum + count, 0) / counts.length;
  return counts.reduce((sum, count) => sum + (count - mean) ** 2 / mean, 0);
}

describe('the hash of a row number', () => {
  it.each([0, 42, 4294967295])('is in SQL what it is in JavaScript (seed %s)', async (seed) => {
    const key = rowHashKey(seed, 'split');
    const numbers = [0, 1, 2, 1000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];
    const values = numbers.map((row) => `(${row})`).join(', ');
    const rows = await database.rows<{ row: number; hash: number }>(
      `SELECT row, ${rowHash(key, 'row')} AS hash FROM (VALUES ${values}) AS v(row)`,
    );
    expect(rows.map(({ hash }) => hash)).toEqual(rows.map(({ row }) => hashOfRow(key, row)));
  });

  it('never changes: the splits of a project depend on it', () => {
    const key = rowHashKey(42, 'split');
    expect([0, 1, 2, 3].map((row) => hashOfRow(key, row))).toMatchInlineSnapshot(`
      [
        4069868444,
        1917003529,
        2186052222,
        2905017455,
      ]
    `);
  });

  it('is the same for no two rows', () => {
    const key = rowHashKey(42, 'split');
    const seen = new Set(Array.from({ length: 200_000 }, (_, row) => hashOfRow(key, row)));
    expect(seen.size).toBe(200_000);
  });

  it.each([1, 2, 7, 24, 1000, 4096])('is spread evenly over every %s-th row', (step) => {
    for (const seed of [1, 2, 3]) {
      const key = rowHashKey(seed, 'split');
      const counts = new Array<number>(256).fill(0);
      for (let at = 0; at < 25_600; at++) {
        const bucket = hashOfRow(key, at * step) >>> 24;
        counts[bucket] = (counts[bucket] ?? 0) + 1;
      }
      // 255 degrees of freedom: 348 is five standard deviations above the mean, 171 nearly four below.
      expect(chiSquare(counts)).toBeLessThan(348);
      expect(chiSquare(counts)).toBeGreaterThan(171);
    }
  });

  it('orders the rows of one seed independently of those of another', () => {
    const [one, other] = [rowHashKey(1, 'split'), rowHashKey(2, 'split')];
    const cells = new Array<number>(64).fill(0);
    for (let row = 0; row < 64_000; row++) {
      const cell = (hashOfRow(one, row) >>> 29) * 8 + (hashOfRow(other, row) >>> 29);
      cells[cell] = (cells[cell] ?? 0) + 1;
    }
    expect(chiSquare(cells)).toBeLessThan(120);
  });
});
