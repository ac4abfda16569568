import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KeptRuns } from '../../../src/data/profile/kept-runs.js';
import { BinCounter, QuantileFinder, TopValues } from '../../../src/data/profile/run-summary.js';
import { sortNumbers } from '../../../src/data/profile/sort-numbers.js';
import { SortThread } from '../../../src/data/profile/sort-thread.js';
import { type Runs, runsOf, sortedRuns } from '../../../src/data/profile/sorted-runs.js';
import { type Database, openDatabase } from '../../../src/data/tables/database.js';

/** The same numbers each time, of a seed. */
function numbersOf(length: number, seed: number, shape: (even: number) => number): Float64Array {
  let state = seed;
  return Float64Array.from({ length }, () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return shape(state / 2 ** 32);
  });
}

describe('sorting long columns', () => {
  it.each([
    ['spread evenly', (even: number) => even * 180 - 90],
    ['crowded in one place', (even: number) => (even < 0.999 ? even * 1e-9 : 1e12 * even)],
    ['few and far between', (even: number) => Math.floor(even * 5) * 1e300],
    ['all the same', () => 7],
    ['beyond what a span can hold', (even: number) => (even < 0.5 ? -1e308 : 1e308) * even],
    ['heavy in the tail', (even: number) => 1 / (even + 1e-12)],
  ])('of numbers that are %s gives what comparing gives', (_, shape) => {
    const numbers = numbersOf(50_000, 42, shape);
    expect(sortNumbers(numbers.slice())).toEqual(numbers.slice().sort());
  });

  it('of any numbers gives what comparing gives', () => {
    const some = fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 1 });
    fc.assert(
      fc.property(some, (own) => {
        const many = Float64Array.from({ length: 12_000 }, (_, at) => own[at % own.length] ?? 0);
        const sorted = sortNumbers(many.slice());
        const expected = many.slice().sort();
        expect(sorted.every((value, at) => value === expected[at])).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  describe('in a thread', () => {
    let folder = '';
    const entryOf = async (name: string, code: string): Promise<URL> => {
      const file = join(folder, name);
      await writeFile(file, `import { parentPort } from 'node:worker_threads';\n${code}`);
      return pathToFileURL(file);
    };
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'mlx-sort-'));
    });
    afterAll(() => rm(folder, { recursive: true }));

    it('gives each what was asked for it, in turn', async () => {
      const entry = await entryOf(
        'sort.mjs',
        `parentPort.on('message', (numbers) => parentPort.postMessage(numbers.sort(), [numbers.buffer]));`,
      );
      const thread = new SortThread(entry);
      try {
        const asked = [1, 2, 3].map((seed) => numbersOf(600_000, seed, (even) => even));
        const expected = asked.map((numbers) => numbers.slice().sort());
        const sorted = await Promise.all(asked.map(thread.sort));
        const bytes = (numbers: Float64Array): Buffer => Buffer.from(numbers.buffer);
        sorted.forEach((numbers, at) => {
          expect(bytes(numbers).equals(bytes(expected[at] as Float64Array))).toBe(true);
        });
        // What was sent away is not there any more: it was not sorted here.
        expect(asked.map(({ length }) => length)).toEqual([0, 0, 0]);
      } finally {
        await thread.close();
      }
    });

    it('that ends says so', async () => {
      const entry = await entryOf('end.mjs', `parentPort.on('message', () => process.exit(0));`);
      const thread = new SortThread(entry);
      const asked = thread.sort(numbersOf(600_000, 1, (even) => even));
      await expect(asked).rejects.toThrow('has ended');
      await thread.close();
    });
  });
});

describe('the runs of a column', () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase();
    await database.run(
      `CREATE TABLE t AS SELECT CASE WHEN i % 11 = 0 THEN NULL ELSE (i * 7919) % 9001 / 8 END AS x, i AS row FROM range(30000) AS r(i)`,
    );
  });
  afterAll(() => database.close());

  const gathered = async (blocks: AsyncIterable<Runs>): Promise<readonly (readonly number[])[]> => {
    const all: (readonly number[])[] = [];
    for await (const { length, values, counts } of blocks) {
      for (let at = 0; at < length; at++) all.push([values[at] ?? NaN, counts[at] ?? NaN]);
    }
    return all;
  };

  it('are the same whether sorted in memory, by the database, or counted there', async () => {
    const request = { table: 't', value: 'x', few: false };
    const byDatabase = await gathered(sortedRuns(database, request));
    expect(byDatabase.length).toBeGreaterThan(8000);
    expect(await gathered(sortedRuns(database, { ...request, most: 30_000 }))).toEqual(byDatabase);
    expect(await gathered(sortedRuns(database, { ...request, few: true }))).toEqual(byDatabase);
  });

  it('are not read when they are known to count up', async () => {
    const known = { table: 'nowhere', value: 'x', few: false, most: 30_000 };
    const told = sortedRuns(database, { ...known, sequence: { first: 0, length: 30_000 } });
    const read = sortedRuns(database, { table: 't', value: 'CAST(row AS DOUBLE)', few: false });
    expect(await gathered(told)).toEqual(await gathered(read));
  });

  it('are counted below a border alike, in memory or not', async () => {
    const tests = [() => true, (v: number) => v < 500, (v: number) => v <= 500, () => false];
    const counts = await Promise.all(
      [{ most: 30_000 }, {}].map(async (how) => {
        const kept = new KeptRuns(database, { table: 't', value: 'x', few: false, ...how });
        await gathered(kept.first());
        return kept.countBelow(tests);
      }),
    );
    expect(counts[0]).toEqual(counts[1]);
    const [row] = await database.rows<Record<string, number>>(
      'SELECT count(x) AS a, count_if(x < 500) AS b, count_if(x <= 500) AS c, 0 AS d FROM t',
    );
    expect(counts[0]).toEqual(Object.values(row ?? {}));
  });

  it('say the same in blocks whose sums are known', () => {
    const sorted = numbersOf(40_000, 3, (even) => Math.floor(even * 30_000) / 7).sort();
    const edges = Array.from({ length: 12 }, (_, at) => at * 400);
    const [quick, plain] = [0, 1]
      .map(() => new QuantileFinder(sorted.length))
      .map((finder, at) => {
        const best = new TopValues(5);
        const bins = [new BinCounter(edges), new BinCounter(edges.slice(1, -1), true)];
        for (const { total, ...runs } of runsOf(sorted)) {
          const block = at === 0 ? { ...runs, total: total ?? NaN } : runs;
          for (const summary of [finder, best, ...bins]) summary.add(block);
        }
        return [finder.quantiles, best.values, ...bins.map(({ histogram }) => histogram)];
      });
    expect(quick).toEqual(plain);
  });
});
