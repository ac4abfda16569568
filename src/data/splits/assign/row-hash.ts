import { createHash } from 'node:crypto';
import { rowColumn } from '../../../contracts/table.js';
import { identifier } from '../../tables/sql.js';

/** What makes one order of the rows differ from another. */
export interface RowHashKey {
  readonly factor: number;
  readonly offset: number;
}

/** The key of an order at random: of the project's seed, and of what the order is for. */
export function rowHashKey(seed: number, label: string): RowHashKey {
  const digest = createHash('sha256').update(`${seed}/${label}`).digest();
  return { factor: (digest.readUInt32LE(0) | 1) >>> 0, offset: digest.readUInt32LE(4) };
}

/**
 * A number from 0 to 2^32 − 1 for each row, in SQL: the low 32 bits of its row number times an odd factor plus an
 * offset, through the mixer "lowbias32" (C. Wellons, "Prospecting for Hash Functions", 16 21f0aaad 15 d35a2d97 15).
 * Each step can be undone, so no two of the first 2^32 rows share a number. Ours rather than the engine's, because it
 * must last; and sums and shifts rather than MD5, because it is taken of every row, ten times as fast.
 */
export function rowHash(key: RowHashKey, row = `t.${identifier(rowColumn)}`): string {
  const low = `(CAST(${row} AS UBIGINT) & ${mask})`;
  const spread = `((${low} * ${key.factor}::UBIGINT + ${key.offset}::UBIGINT) & ${mask})`;
  return folded(times(folded(times(folded(spread, 16), multipliers[0]), 15), multipliers[1]), 15);
}

/** The same number, outside the table engine. */
export function hashOfRow(key: RowHashKey, row: number): number {
  const spread = (Math.imul(row % 2 ** 32, key.factor) + key.offset) >>> 0;
  let mixed = spread ^ (spread >>> 16);
  mixed = Math.imul(mixed, multipliers[0]);
  mixed ^= mixed >>> 15;
  mixed = Math.imul(mixed, multipliers[1]);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}

const mask = '4294967295::UBIGINT';
const multipliers = [0x21f0aaad, 0xd35a2d97] as const;

function folded(value: string, shift: number): string {
  return `xor(${value}, ${value} >> ${shift})`;
}

function times(value: string, factor: number): string {
  return `((${value} * ${factor}::UBIGINT) & ${mask})`;
}
