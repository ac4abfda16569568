import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { allot } from '../../../src/data/splits/assign/shares.js';
import type { SplittableTable } from '../../../src/data/splits/split-strategy.js';
import { type Database, openDatabase } from '../../../src/data/tables/database.js';
import { assigned, type RandomTable, type Row, randomTables, tabled } from './random-table.js';

const shares = { train: 0.6, validation: 0.2, test: 0.2 };
let database: Database;
let scratch: string;

vi.setConfig({ testTimeout: 180_000 });

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'mlx-splits-'));
  database = await openDatabase({ threads: 1 });
});

afterAll(async () => {
  await database.close();
  await rm(scratch, { recursive: true, force: true });
});

/** Holds a promise against many random tables. */
function holds(
  check: (random: RandomTable, table: SplittableTable) => Promise<void>,
  numRuns = 300,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(randomTables(), async (random) =>
      check(random, await tabled(database, random, scratch)),
    ),
    { numRuns },
  );
}

/** How many rows each split has, of those a condition picks. */
function sizes(
  rows: readonly Row[],
  splits: ReadonlyMap<number, string>,
  picked: (row: Row) => boolean = () => true,
): Record<string, number> {
  const found: Record<string, number> = { train: 0, validation: 0, test: 0 };
  for (const each of rows.filter(picked)) {
    const split = splits.get(each.row) ?? 'none';
    found[split] = (found[split] ?? 0) + 1;
  }
  return found;
}

describe('whatever the rows, and whatever the columns are called', () => {
  it('random splits have exact sizes, and are the same each time', () =>
    holds(async ({ rows }, table) => {
      const splits = await assigned(table, 'random', {});
      expect(sizes(rows, splits)).toEqual(allot(rows.length, shares));
      expect(await assigned(table, 'random', {})).toEqual(splits);
    }));

  it('stratified splits share out each class exactly, and all rows', () =>
    holds(async ({ rows }, table) => {
      const splits = await assigned(table, 'stratified', {});
      const labels = [...new Set(rows.map((row) => row.label))];
      for (const own of [
        rows,
        ...labels.map((each) => rows.filter(({ label }) => label === each)),
      ]) {
        const found = sizes(own, splits);
        for (const [name, share] of Object.entries(shares)) {
          expect(Math.abs((found[name] ?? 0) - own.length * share)).toBeLessThan(1);
        }
      }
    }));

  it.each(['grouped', 'stratified-grouped'])(
    '%s splits never divide a group, and are off by no more than the largest one',
    (strategy) =>
      holds(async ({ rows, names }, table) => {
        const splits = await assigned(table, strategy, { group: names.group });
        expect(partsOf(rows, splits, ({ group }) => group)).toEqual([]);
        expect(splits.size).toBe(rows.length);
        const found = sizes(rows, splits);
        const largest = Math.max(...groupSizes(rows));
        for (const [name, share] of Object.entries(shares)) {
          expect(Math.abs((found[name] ?? 0) - share * rows.length)).toBeLessThanOrEqual(
            strategy === 'grouped' ? largest : largest * 2,
          );
        }
        expect(await assigned(table, strategy, { group: names.group })).toEqual(splits);
      }, 200),
  );

  it('splits by time are in its order, leave the gap, and never divide a moment', () =>
    fc.assert(
      fc.asyncProperty(randomTables(), fc.nat(6), async (random, gap) => {
        const { rows, names } = random;
        if (rows.every(({ time }) => time === null)) return;
        const table = await tabled(database, random, scratch);
        const splits = await assigned(table, 'time', { time: names.time, gap });
        const times = (name: string): number[] =>
          rows.flatMap(({ row, time }) =>
            splits.get(row) === name && time !== null ? [time] : [],
          );
        const [train, validation, test] = ['train', 'validation', 'test'].map(times);
        const apart = (earlier: number[] = [], later: number[] = []): void => {
          if (earlier.length === 0 || later.length === 0) return;
          const distance = Math.min(...later) - Math.max(...earlier);
          expect(distance).toBeGreaterThanOrEqual(Math.max(gap, 1));
        };
        apart(train, validation);
        apart(validation, test);
        apart(train, test);
        for (const { row, time } of rows) {
          expect(splits.get(row) === 'no time').toBe(time === null);
          if (gap === 0) expect(splits.get(row)).not.toBe('gap');
        }
        if (gap === 0) expect(offBy(rows, splits)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 400 },
    ));

  it('splits by time with a group divide neither a moment nor a group', () =>
    holds(async ({ rows, names }, table) => {
      if (rows.every(({ time }) => time === null)) return;
      const splits = await assigned(table, 'time', { time: names.time, group: names.group });
      const kept = rows.filter(({ row }) => Object.hasOwn(shares, splits.get(row) ?? ''));
      expect(partsOf(kept, splits, ({ group }) => group)).toEqual([]);
      expect(partsOf(kept, splits, ({ time }) => time)).toEqual([]);
    }));

  it('a row split by hash stays where it is when others come or go', () =>
    fc.assert(
      fc.asyncProperty(randomTables(), fc.nat(), async (random, mask) => {
        const all = await tabled(database, random, scratch);
        const key = [random.names.key, random.names.group];
        const splits = await assigned(all, 'hash', { key });
        const rows = random.rows.filter(({ row }) => ((row * 2654435761 + mask) >>> 7) % 2 === 0);
        if (rows.length === 0) return;
        const fewer = await assigned(await tabled(database, { ...random, rows }, scratch), 'hash', {
          key,
        });
        for (const [row, split] of fewer) expect(split).toBe(splits.get(row));
      }),
      { numRuns: 300 },
    ));
});

/** Values that more than one split has. */
function partsOf(
  rows: readonly Row[],
  splits: ReadonlyMap<number, string>,
  of: (row: Row) => string | number | null,
): readonly unknown[] {
  const seen = new Map<string | number, string | undefined>();
  return rows.filter((row) => {
    const value = of(row);
    const split = splits.get(row.row);
    if (value === null) return false;
    const before = seen.get(value);
    seen.set(value, split);
    return before !== undefined && before !== split;
  });
}

function groupSizes(rows: readonly Row[]): readonly number[] {
  const counts = new Map<string, number>();
  for (const { group, row } of rows) {
    const name = group ?? `alone ${row}`;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return [...counts.values()];
}

/** By how much the borders miss their ranks beyond what the ties there explain. */
function offBy(rows: readonly Row[], splits: ReadonlyMap<number, string>): number {
  const timed = rows.filter(({ time }) => time !== null);
  const { train, validation } = allot(timed.length, shares);
  const found = sizes(timed, splits);
  const ties = (rank: number): number => {
    const sorted = timed.map(({ time }) => time ?? 0).sort((a, b) => a - b);
    const at = sorted[Math.min(Math.max(rank, 1), sorted.length) - 1];
    return sorted.filter((time) => time === at).length;
  };
  const first = Math.abs((found['train'] ?? 0) - train) - ties(train);
  const both = (found['train'] ?? 0) + (found['validation'] ?? 0);
  return Math.max(first, Math.abs(both - train - validation) - ties(train + validation));
}
