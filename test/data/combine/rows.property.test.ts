import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/data/tables/database.js';
import { CombineBench, isRising, numbered, type Row } from './combine-rows.js';

const word = fc.constantFrom<string | null>('a', 'A', "o'c", 'é', '"', '', null);
const whole = fc.constantFrom<string | null>('1', '2', '-7', null);
const moment = fc.option(
  fc.integer({ min: 1, max: 5 }).map((day) => `2026-01-0${day} 00:00:00`),
  { freq: 4 },
);
const rows = fc.array(fc.tuple(word, whole, moment), { maxLength: 9 });
const cases = fc.array(fc.record({ rows }), { minLength: 1, maxLength: 60 });
const columns = { g: 'integer', k: 'category', n: 'integer', 'at;': 'timestamp' } as const;

describe('dedupe', () => {
  const keeps = fc.constantFrom('first', 'last', 'latest', 'earliest');
  it('keeps one row of each key, in order, and rows without a key', async () => {
    const bench = await CombineBench.open();
    const property = fc.asyncProperty(cases, keeps, async (tables, keep) => {
      const all = numbered(tables, 'rows');
      const by = keep === 'latest' || keep === 'earliest' ? { by: 'at;' } : {};
      const combined = await bench.combine(
        [{ from: 't' }, { dedupe: { on: ['g', 'k'], keep, ...by } }],
        { t: { columns, rows: all } },
      );
      const best = new Map<string, number>();
      for (const [index, row] of all.entries()) {
        const key = JSON.stringify(row.slice(0, 2));
        const before = best.get(key);
        if (before === undefined || isBetter(row, all[before] ?? [], keep)) best.set(key, index);
      }
      const expected = all.filter(
        (row, index) => row[1] === null || best.get(JSON.stringify(row.slice(0, 2))) === index,
      );
      expect(combined.rows.map((row) => Object.values(row))).toEqual(expected);
      expect(isRising(combined.numbers)).toBe(true);
    });
    await fc.assert(property, { numRuns: 30 });
  });

  it('without a key keeps the first of rows that are equal in every column', async () => {
    const bench = await CombineBench.open();
    const property = fc.asyncProperty(cases, async (tables) => {
      const all = numbered(tables, 'rows');
      const { rows: kept } = await bench.combine([{ from: 't' }, { dedupe: {} }], {
        t: { columns, rows: all },
      });
      const seen = new Set<string>();
      const expected = all.filter((row) => {
        const text = JSON.stringify(row);
        return seen.has(text) ? false : seen.add(text);
      });
      expect(kept.map((row) => Object.values(row))).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 15 });
  });
});

/** Whether a row should stay rather than one before it. */
function isBetter(row: Row, before: Row, keep: string): boolean {
  const [time, other] = [row[3] ?? null, before[3] ?? null] as (string | null)[];
  if (keep === 'first') return false;
  if (keep === 'last') return true;
  // A row without a time loses against one that has it; the texts sort as the times do.
  const none = keep === 'latest' ? '' : '~';
  const [own, its] = [time ?? none, other ?? none];
  return keep === 'latest' ? own >= its : own < its;
}

describe('aggregate', () => {
  it('gives a row for each key in the order of its first appearance', async () => {
    const bench = await CombineBench.open();
    const property = fc.asyncProperty(cases, async (tables) => {
      const all = numbered(tables, 'rows');
      const figures = {
        'row"s': { count: true },
        n: { count: 'n' },
        values: { distinct: 'n' },
        total: { sum: 'n' },
        mean: { mean: 'n' },
        least: { min: 'at;' },
        first: { first: 'n' },
        last: { last: 'at;' },
      };
      const combined = await bench.combine(
        [{ from: 't' }, { aggregate: { by: ['g', 'k'], columns: figures } }],
        { t: { columns, rows: all } },
      );
      const groups = new Map<string, Row[]>();
      for (const row of all.filter((each) => each[1] !== null)) {
        const key = JSON.stringify(row.slice(0, 2));
        groups.set(key, [...(groups.get(key) ?? []), row]);
      }
      expect(combined.rows.map((row) => Object.values(row))).toEqual(
        [...groups.values()].map(figuresOf),
      );
    });
    await fc.assert(property, { numRuns: 20 });
  });
});

function figuresOf(group: readonly Row[]): readonly Cell[] {
  const present = (at: number): string[] =>
    group.map((row) => row[at] ?? null).filter((cell) => cell !== null) as string[];
  const [numbers, times] = [present(2), present(3)];
  const sum = numbers.reduce((total, cell) => total + Number(cell), 0);
  return [
    ...(group[0]?.slice(0, 2) ?? []),
    String(group.length),
    String(numbers.length),
    String(new Set(numbers).size),
    numbers.length === 0 ? null : String(sum),
    numbers.length === 0 ? null : sum / numbers.length,
    times.toSorted()[0] ?? null,
    numbers[0] ?? null,
    times.at(-1) ?? null,
  ];
}

describe('union', () => {
  it('stacks by name, makes numbers of whole numbers and others, and leads rows back', async () => {
    const bench = await CombineBench.open();
    const pair = fc.array(fc.tuple(whole, word), { maxLength: 5 });
    const property = fc.asyncProperty(pair, pair, async (one, other) => {
      const halves = other.map(([n, k]) => [k, n === null ? null : Number(n) / 2, null]);
      const combined = await bench.combine([{ from: 'b' }, { union: ['a'] }], {
        a: { columns: { n: 'integer', k: 'category' }, rows: one },
        b: { columns: { k: 'category', n: 'number', z: 'boolean' }, rows: halves },
      });
      expect(combined.columns).toEqual({ k: 'category', n: 'number', z: 'boolean' });
      expect(combined.rows.map((row) => Object.values(row))).toEqual([
        ...halves,
        ...one.map(([n, k]) => [k, n === null ? null : Number(n), null]),
      ]);
      expect(isRising(combined.numbers)).toBe(true);
      if (one.length > 0) expect(await combined.placeOf(other.length)).toBe('a:0');
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
