import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/data/tables/database.js';
import { CombineBench, isRising, numbered, type Row } from './combine-rows.js';

/** Few values, so that keys meet; with what is hard to get right: nothing, quotes, letters outside ASCII. */
const word = fc.constantFrom<string | null>('a', 'A', 'b', "o'c", 'é', '"', '', null);
const whole = fc.constantFrom<string | null>('1', '2', '-7', '9007199254740993', null);
const side = fc.array(fc.tuple(word, whole, word), { maxLength: 8 });
/** Many small pairs of tables at once: a column tells them apart and is part of every key. */
const pairs = fc.array(fc.record({ one: side, other: side }), { minLength: 1, maxLength: 60 });

const columns = { g: 'integer', k: 'category', n: 'integer', 'va"l': 'category' } as const;
const otherColumns = { g: 'integer', k: 'category', n: 'integer', 'wo rd': 'category' } as const;

const matches = (a: Row, b: Row): boolean =>
  a[1] !== null && a[2] !== null && a[0] === b[0] && a[1] === b[1] && a[2] === b[2];

/** What a join should give, by looking at every pair. */
function naiveJoin(one: readonly Row[], other: readonly Row[], how: string): readonly Joined[] {
  const found: Joined[] = [];
  const used = new Set<number>();
  for (const [at, a] of one.entries()) {
    const place = `one:${at}`;
    const partners = [...other.entries()].filter(([, b]) => matches(a, b));
    for (const [index] of partners) used.add(index);
    found.push(...partners.map(([, b]) => ({ row: [...a, b[3] ?? null], place })));
    if (partners.length === 0 && how !== 'inner') found.push({ row: [...a, null], place });
  }
  if (how !== 'full') return found;
  const alone = [...other.entries()].filter(([index]) => !used.has(index));
  return [
    ...found,
    ...alone.map(([index, b]) => {
      const row = [b[0] ?? null, b[1] ?? null, b[2] ?? null, null, b[3] ?? null];
      return { row, place: `other:${index}` };
    }),
  ];
}

interface Joined {
  readonly row: Row;
  readonly place: string;
}

describe('a join', () => {
  it.each(['left', 'inner', 'full'])('%s gives what looking at every pair gives', async (how) => {
    const bench = await CombineBench.open();
    const property = fc.asyncProperty(pairs, async (cases) => {
      const [one, other] = [numbered(cases, 'one'), numbered(cases, 'other')];
      const combined = await bench.combine(
        [{ from: 'one' }, { join: 'other', on: ['g', 'k', 'n'], how, expect: 'many' }],
        { one: { columns, rows: one }, other: { columns: otherColumns, rows: other } },
      );
      const expected = naiveJoin(one, other, how);
      expect(combined.rows.map((row) => Object.values(row))).toEqual(
        expected.map(({ row }) => row),
      );
      expect(isRising(combined.numbers)).toBe(true);
      const last = expected.length - 1;
      if (last >= 0) expect(await combined.placeOf(last)).toBe(expected[last]?.place);
    });
    await fc.assert(property, { numRuns: 20 });
  });

  it('that expects one match fails exactly when a row has several', async () => {
    const bench = await CombineBench.open();
    const property = fc.asyncProperty(side, side, async (a, b) => {
      const [one, other] = [numbered([{ rows: a }], 'rows'), numbered([{ rows: b }], 'rows')];
      const combining = bench.combine(
        [{ from: 'one' }, { join: 'other', on: ['k', 'n'], columns: 'wo rd' }],
        { one: { columns, rows: one }, other: { columns: otherColumns, rows: other } },
      );
      const several = one.some((x) => other.filter((y) => matches(x, y)).length > 1);
      if (several) {
        await expect(combining).rejects.toMatchObject({ code: 'combine/several-matches' });
      } else {
        const expected = naiveJoin(one, other, 'left').map(({ row }) => row);
        expect((await combining).rows.map((row) => Object.values(row))).toEqual(expected);
      }
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('compares whole numbers with others exactly, beyond 2^53 too', async () => {
    const bench = await CombineBench.open();
    const number = fc.constantFrom(1, 2, 2.5, 9007199254740992, -7, null);
    const property = fc.asyncProperty(fc.array(whole), fc.array(number), async (one, other) => {
      const { rows } = await bench.combine(
        [{ from: 'one' }, { join: 'other', on: { i: 'd' }, how: 'inner', expect: 'many' }],
        {
          one: { columns: { i: 'integer' }, rows: one.map((cell) => [cell]) },
          other: {
            columns: { d: 'number', at: 'integer' },
            rows: other.map((cell, at) => [cell, at]),
          },
        },
      );
      const same = (a: string | null, b: number | null): boolean =>
        a !== null && b !== null && Number.isInteger(b) && BigInt(a) === BigInt(b);
      const expected = one.flatMap((a) =>
        other.flatMap((b, at) => (same(a, b) ? [{ i: a, at: String(at) }] : [])),
      );
      expect(rows).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 30 });
  });
});

const minute = fc.option(fc.integer({ min: 0, max: 20 }));
const timed = fc.array(fc.tuple(word, minute), { maxLength: 8 });
const timedPairs = fc.array(fc.record({ one: timed, other: timed }), {
  minLength: 1,
  maxLength: 60,
});

describe('a join as of a time', () => {
  it.each(['before', 'after', 'nearest'])('takes the match that holds: %s', async (direction) => {
    const bench = await CombineBench.open();
    const tolerances = fc.option(fc.integer({ min: 0, max: 6 }));
    const property = fc.asyncProperty(timedPairs, tolerances, async (cases, tolerance) => {
      const [one, other] = [numbered(cases, 'one'), numbered(cases, 'other')];
      const within = tolerance === null ? {} : { tolerance: `${tolerance}m` };
      const times = { how: 'as-of', time: { t: 'since' }, direction, ...within };
      const { rows } = await bench.combine(
        [{ from: 'one' }, { join: 'other', on: ['g', 'k'], ...times }],
        {
          one: {
            columns: { g: 'integer', k: 'category', t: 'timestamp' },
            rows: one.map(atMinute),
          },
          other: {
            columns: { g: 'integer', k: 'category', since: 'timestamp', which: 'integer' },
            rows: other.map((row, index) => [...atMinute(row), index]),
          },
        },
      );
      const expected = one.map((a) => nearest(a, other, { direction, tolerance }));
      expect(rows.map(({ which }) => which)).toEqual(expected);
    });
    await fc.assert(property, { numRuns: 20 });
  });
});

function atMinute([g = null, k = null, minutes = null]: Row): Row {
  const time = minutes === null ? null : `2026-01-01 00:${String(minutes).padStart(2, '0')}:00`;
  return [g, k, time];
}

interface Looking {
  readonly direction: string;
  readonly tolerance: number | null;
}

function nearest(a: Row, other: readonly Row[], { direction, tolerance }: Looking): Cell {
  const [g, k, t = null] = a;
  const allowed = (ahead: number): boolean => {
    if (tolerance !== null && Math.abs(ahead) > tolerance) return false;
    return direction === 'nearest' || (direction === 'before' ? ahead <= 0 : ahead >= 0);
  };
  const [best] = [...other.entries()]
    .filter(([, b]) => k !== null && t !== null && b[0] === g && b[1] === k && b[2] !== null)
    .map(([index, b]) => ({ ahead: Number(b[2]) - Number(t), index }))
    .filter(({ ahead }) => allowed(ahead))
    .toSorted(
      (x, y) => Math.abs(x.ahead) - Math.abs(y.ahead) || x.ahead - y.ahead || y.index - x.index,
    );
  return best === undefined ? null : String(best.index);
}
