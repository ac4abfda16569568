import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { rowColumn } from '../../../src/contracts/table.js';
import {
  type Fold,
  type FoldPlan,
  type FoldWish,
  inFold,
} from '../../../src/data/splits/folds/fold.js';
import { groupedFolds } from '../../../src/data/splits/folds/grouped-folds.js';
import { shuffledFolds } from '../../../src/data/splits/folds/shuffled-folds.js';
import { timeFolds } from '../../../src/data/splits/folds/time-folds.js';
import type { SplittableTable } from '../../../src/data/splits/split-strategy.js';
import { type Database, openDatabase } from '../../../src/data/tables/database.js';
import { identifier } from '../../../src/data/tables/sql.js';
import { type RandomTable, type Row, randomTables, tabled } from './random-table.js';

vi.setConfig({ testTimeout: 180_000 });

let database: Database;
let scratch: string;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'mlx-folds-'));
  database = await openDatabase({ threads: 1 });
});

afterAll(async () => {
  await database.close();
  await rm(scratch, { recursive: true, force: true });
});

type Parts = Readonly<Record<'training' | 'validation', readonly Row[]>>;
type Folded = readonly (Omit<Fold, 'rows'> & Parts)[];

const wishes: fc.Arbitrary<FoldWish> = fc.record({
  outer: fc.integer({ min: 2, max: 5 }),
  inner: fc.option(fc.integer({ min: 2, max: 4 }), { nil: undefined }),
  repeats: fc.integer({ min: 1, max: 2 }),
});

/** Folds many random tables, and holds a promise against the rows of each fold. */
function holds(
  plan: (table: SplittableTable, wish: FoldWish, random: RandomTable) => Promise<FoldPlan>,
  check: (folds: Folded, random: RandomTable, wish: FoldWish) => void,
  numRuns = 120,
): Promise<void> {
  return fc.assert(
    fc.asyncProperty(randomTables(), wishes, async (random, wish) => {
      const table = await tabled(database, random, scratch);
      check(await folded(await plan(table, wish, random), random), random, wish);
    }),
    { numRuns },
  );
}

async function folded(plan: FoldPlan, { rows }: RandomTable): Promise<Folded> {
  const row = `t.${identifier(rowColumn)}`;
  const columns = Object.entries(plan.columns).map(
    ([name, value]) => `${value} AS ${identifier(name)}`,
  );
  const file = `(SELECT ${[`${row} AS row`, ...columns].join(', ')} FROM ${plan.from})`;
  const wanted = plan.folds.flatMap((fold) =>
    (['training', 'validation'] as const).map((part) => `list(row) FILTER (${inFold(fold, part)})`),
  );
  const [found] = await database.rows<{ lists: readonly (readonly number[] | null)[] }>(
    `SELECT [${wanted.join(', ')}] AS lists FROM ${file} AS f`,
  );
  const byNumber = new Map(rows.map((each) => [each.row, each]));
  const rowsOf = (list: readonly number[] | null | undefined): readonly Row[] =>
    (list ?? []).map((number) => byNumber.get(number) as Row);
  return plan.folds.map((fold, at) => ({
    ...fold,
    training: rowsOf(found?.lists[at * 2]),
    validation: rowsOf(found?.lists[at * 2 + 1]),
  }));
}

const numbersOf = (rows: readonly Row[]): readonly number[] =>
  rows.map(({ row }) => row).sort((a, b) => a - b);

/** Each row is judged by once in every repetition, and in the folds within a fold each of its training rows. */
function expectPartition(folds: Folded, rows: readonly Row[]): void {
  for (const { repeat } of folds.filter(({ outer, inner }) => outer === 1 && inner === null)) {
    const outer = folds.filter((fold) => fold.repeat === repeat && fold.inner === null);
    expect(numbersOf(outer.flatMap(({ validation }) => validation))).toEqual(numbersOf(rows));
    for (const fold of outer) {
      expect(numbersOf([...fold.training, ...fold.validation])).toEqual(numbersOf(rows));
      const within = folds.filter(
        (each) => each.repeat === repeat && each.outer === fold.outer && each.inner !== null,
      );
      for (const inner of within) {
        const both = [...inner.training, ...inner.validation];
        expect(numbersOf(both)).toEqual(numbersOf(fold.training));
      }
      if (within.length === 0) continue;
      const judged = within.flatMap(({ validation }) => validation);
      expect(numbersOf(judged)).toEqual(numbersOf(fold.training));
    }
  }
}

function spread(counts: readonly number[]): number {
  return Math.max(...counts) - Math.min(...counts);
}

/** Folds of one repetition, or of one fold of it: those that are of one size. */
function siblings(folds: Folded): readonly Folded[] {
  const families = new Map<string, Folded[number][]>();
  for (const fold of folds) {
    const family = `${fold.repeat} ${fold.inner === null ? '' : fold.outer}`;
    families.set(family, [...(families.get(family) ?? []), fold]);
  }
  return [...families.values()];
}

describe('whatever the rows, and whatever the columns are called', () => {
  it('folds at random part the rows into sets of one size', () =>
    holds(
      (table, wish) => shuffledFolds(table, { wish, stratify: false }),
      (folds, { rows }) => {
        expectPartition(folds, rows);
        for (const family of siblings(folds)) {
          expect(spread(family.map(({ validation }) => validation.length))).toBeLessThanOrEqual(1);
        }
      },
    ));

  it('stratified folds have as many rows of each class, give or take one', () =>
    holds(
      (table, wish) => shuffledFolds(table, { wish, stratify: true }),
      (folds, { rows }) => {
        expectPartition(folds, rows);
        for (const family of siblings(folds)) {
          for (const label of new Set(rows.map((row) => row.label))) {
            const counts = family.map(
              ({ validation }) => validation.filter((row) => row.label === label).length,
            );
            expect(spread(counts)).toBeLessThanOrEqual(1);
          }
        }
      },
    ));

  it('the repetitions of folds differ', async () => {
    const [random] = fc.sample(randomTables(60), { numRuns: 1, seed: 7 }) as [RandomTable];
    const table = await tabled(database, random, scratch);
    const wish = { outer: 3, repeats: 2 };
    const [one, , , two] = await folded(
      await shuffledFolds(table, { wish, stratify: false }),
      random,
    );
    expect(numbersOf(one?.validation ?? [])).not.toEqual(numbersOf(two?.validation ?? []));
  });

  it.each([false, true])('grouped folds never divide a group (stratified: %s)', (stratify) =>
    holds(
      (table, wish, { names }) =>
        groupedFolds(table, { wish, params: { group: names.group }, stratify }),
      (folds, { rows }) => {
        expectPartition(folds, rows);
        for (const { training, validation } of folds) {
          const known = new Set(training.map(({ group }) => group));
          expect(validation.filter(({ group }) => group !== null && known.has(group))).toEqual([]);
        }
      },
      60,
    ),
  );

  it('folds by time learn from what is earlier by the gap at least, and more in each', () =>
    fc.assert(
      fc.asyncProperty(randomTables(), wishes, fc.nat(4), async (random, wish, gap) => {
        const timed = { ...random, rows: random.rows.filter(({ time }) => time !== null) };
        if (timed.rows.length < 6) return;
        const table = await tabled(database, timed, scratch);
        const params = { time: random.names.time, gap };
        const folds = await folded(await timeFolds(table, { wish, params }), timed);
        for (const { training, validation } of folds) {
          const last = Math.max(...training.map(({ time }) => time ?? 0));
          const first = Math.min(...validation.map(({ time }) => time ?? 0));
          if (training.length === 0 || validation.length === 0) continue;
          expect(first - last).toBeGreaterThanOrEqual(Math.max(gap, 1));
        }
        const outer = folds.filter(({ inner }) => inner === null);
        const judged = outer.flatMap(({ validation }) => numbersOf(validation));
        expect(new Set(judged).size).toBe(judged.length);
        outer.slice(1).forEach(({ training }, at) => {
          const grown = new Set(numbersOf(training));
          expect(numbersOf(outer[at]?.training ?? []).every((row) => grown.has(row))).toBe(true);
        });
        for (const { outer: number, inner, training, validation } of folds) {
          if (inner === null) continue;
          const all = new Set(numbersOf(outer[number - 1]?.training ?? []));
          expect([...training, ...validation].every(({ row }) => all.has(row))).toBe(true);
        }
      }),
      { numRuns: 150 },
    ));
});
