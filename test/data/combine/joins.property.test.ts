import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../../src/data/tables/database.js';
import { CombineBench, type SmallTable } from './combine-rows.js';

/** Few values, so that keys meet; with what is hard to get right: nothing, quotes, letters outside ASCII. */
const word = fc.constantFrom<string | null>('a', 'A', 'b', "o'c", 'é', '"', '', null);
const whole = fc.oneof(
  fc.constantFrom<string | null>('1', '2', null, '-7'),
  fc.constant('9007199254740993'),
);

const left = fc.array(fc.tuple(word, whole, fc.integer({ min: 0, max: 99 }).map(String)), {
  maxLength: 12,
});
const right = fc.array(fc.tuple(word, whole, word), { maxLength: 12 });

const tables = (
  one: readonly (readonly Cell[])[],
  other: readonly (readonly Cell[])[],
): Record<string, SmallTable> => ({
  one: { columns: { k: 'category', n: 'integer', 'va"l': 'integer' }, rows: one },
  other: { columns: { k: 'category', n: 'integer', 'wo rd': 'category' }, rows: other },
});

const matches = (a: readonly Cell[], b: readonly Cell[]): boolean =>
  a[0] !== null && a[1] !== null && a[0] === b[0] && a[1] === b[1];

type Row = readonly Cell[];

/** What a join should give, by looking at every pair. */
function naiveJoin(
  one: readonly Row[],
  other: readonly Row[],
  how: string,
): { rows: Row[]; places: string[] } {
  const rows: Row[] = [];
  const places: string[] = [];
  const used = new Set<number>();
  one.forEach((a, at) => {
    const found = [...other.entries()].filter(([, b]) => matches(a, b));
    for (const [index, b] of found) {
      used.add(index);
      rows.push([...a, b[2] ?? null]);
      places.push(`one:${at}`);
    }
    if (found.length === 0 && how !== 'inner') {
      rows.push([...a, null]);
      places.push(`one:${at}`);
    }
  });
  if (how === 'full') {
    for (const [index, b] of other.entries()) {
      if (used.has(index)) continue;
      rows.push([b[0] ?? null, b[1] ?? null, null, b[2] ?? null]);
      places.push(`other:${index}`);
    }
  }
  return { rows, places };
}

describe('a join', () => {
  it.each(['left', 'inner', 'full'])('%s gives what looking at every pair gives', async (how) => {
    const bench = await CombineBench.open();
    await fc.assert(
      fc.asyncProperty(left, right, async (one, other) => {
        const combined = await bench.combine(
          [{ from: 'one' }, { join: 'other', on: ['k', 'n'], how, expect: 'many' }],
          tables(one, other),
        );
        const expected = naiveJoin(one, other, how);
        expect(combined.rows.map((row) => Object.values(row))).toEqual(expected.rows);
        expect(combined.places).toEqual(expected.places);
        expect(isRising(combined.numbers)).toBe(true);
      }),
      { numRuns: 120 },
    );
  });

  it('that expects one match fails exactly when a row has several', async () => {
    const bench = await CombineBench.open();
    await fc.assert(
      fc.asyncProperty(left, right, async (one, other) => {
        const steps = [{ from: 'one' }, { join: 'other', on: ['k', 'n'] }];
        const several = one.some((a) => other.filter((b) => matches(a, b)).length > 1);
        const combining = bench.combine(steps, tables(one, other));
        if (several)
          await expect(combining).rejects.toMatchObject({ code: 'combine/several-matches' });
        else {
          const expected = naiveJoin(one, other, 'left');
          expect((await combining).rows.map((row) => Object.values(row))).toEqual(expected.rows);
        }
      }),
      { numRuns: 120 },
    );
  });

  const moment = fc.integer({ min: 0, max: 20 });
  const early = fc.array(fc.tuple(word, fc.option(moment)), { maxLength: 10 });
  it.each(['before', 'after', 'nearest'])(
    'as of a time (%s) takes the match that holds',
    async (direction) => {
      const bench = await CombineBench.open();
      await fc.assert(
        fc.asyncProperty(
          early,
          early,
          fc.option(fc.integer({ min: 0, max: 6 })),
          async (one, other, tolerance) => {
            const at = (minute: number | null): string | null =>
              minute === null ? null : `2026-01-01 00:${String(minute).padStart(2, '0')}:00`;
            const combined = await bench.combine(
              [
                { from: 'one' },
                {
                  ...{ join: 'other', on: 'k', how: 'as-of', time: { t: 'since' }, direction },
                  ...(tolerance === null ? {} : { tolerance: `${tolerance}m` }),
                },
              ],
              {
                one: {
                  columns: { k: 'category', t: 'timestamp' },
                  rows: one.map(([k, t]) => [k, at(t)]),
                },
                other: {
                  columns: { k: 'category', since: 'timestamp', which: 'integer' },
                  rows: other.map(([k, t], index) => [k, at(t), index]),
                },
              },
            );
            const expected = one.map(([k, t]) => {
              const best = other
                .map(([name, since], index) => ({ name, since, index }))
                .filter(
                  ({ name, since }) => k !== null && t !== null && name === k && since !== null,
                )
                .map(({ since, index }) => ({ ahead: (since ?? 0) - (t ?? 0), index }))
                .filter(({ ahead }) =>
                  direction === 'before' ? ahead <= 0 : direction === 'after' ? ahead >= 0 : true,
                )
                .filter(({ ahead }) => tolerance === null || Math.abs(ahead) <= tolerance)
                .toSorted(
                  (a, b) =>
                    Math.abs(a.ahead) - Math.abs(b.ahead) || a.ahead - b.ahead || b.index - a.index,
                )[0];
              return best === undefined ? null : String(best.index);
            });
            expect(combined.rows.map(({ which }) => which)).toEqual(expected);
          },
        ),
        { numRuns: 120 },
      );
    },
  );

  it('compares whole numbers with others exactly, beyond 2^53 too', async () => {
    const bench = await CombineBench.open();
    await fc.assert(
      fc.asyncProperty(
        fc.array(whole),
        fc.array(fc.constantFrom(1, 2, 2.5, 9007199254740992, -7, null)),
        async (one, other) => {
          const { rows } = await bench.combine(
            [
              { from: 'one' },
              { join: 'other', on: { i: 'd' }, how: 'inner', expect: 'many', columns: 'at' },
            ],
            {
              one: { columns: { i: 'integer' }, rows: one.map((cell) => [cell]) },
              other: {
                columns: { d: 'number', at: 'integer' },
                rows: other.map((cell, at) => [cell, at]),
              },
            },
          );
          const expected = one.flatMap((a) =>
            other.flatMap((b, at) =>
              a !== null && b !== null && Number.isInteger(b) && BigInt(a) === BigInt(b)
                ? [[a, String(at)]]
                : [],
            ),
          );
          expect(rows.map((row) => Object.values(row))).toEqual(expected);
        },
      ),
      { numRuns: 60 },
    );
  });
});

/** Whether every number is above the one before it. */
function isRising(numbers: readonly number[]): boolean {
  return numbers.every((number, at) => at === 0 || number > (numbers[at - 1] ?? 0));
}
