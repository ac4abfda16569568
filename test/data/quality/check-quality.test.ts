import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MlxError } from '../../../src/errors/index.js';
import { checking, type HandTable } from './checking.js';

const people: HandTable = {
  columns: { age: 'integer', email: 'text' },
  rows: [
    [30, 'anna@example.com'],
    [999, 'bert@example.com'],
    [999, null],
    [41, null],
    [17, 'carl@example.com'],
  ],
};

describe('rows that are set aside', () => {
  it('are written with every reason, their file and line, and counted once', async () => {
    const world = await checking();
    const result = await world.check(world.draft(people), [
      { column: 'age', between: [18, 110], else: 'quarantine' },
      { column: 'email', not_null: true, else: 'quarantine', name: 'an address' },
    ]);
    expect(result.quarantined).toBe(4);
    expect(result.findings.map(({ message }) => message)).toEqual([
      '`age` between 18 and 110: 3 of 5 rows (60 %) break it, such as 999 (data.csv:3)',
      'an address: 2 of 5 rows (40 %) break it, such as data.csv:4',
    ]);
    expect(await world.lines()).toEqual([
      '_reason,_file,_line,age,email',
      'age between 18 and 110,data.csv,3,999,bert@example.com',
      'age between 18 and 110; an address,data.csv,4,999,',
      'an address,data.csv,5,41,',
      'age between 18 and 110,data.csv,6,17,carl@example.com',
    ]);
    expect(await world.cells(result.draft)).toEqual([
      { __row: 0, age: 30, email: 'anna@example.com' },
    ]);
    expect(await result.draft.placeOf(0)).toEqual({ file: 'data.csv', line: 2 });
  });

  it('stop ingest when they are more than may be, and then nothing is written into the artifact', async () => {
    const world = await checking();
    const rule = { column: 'age', between: [18, 110], else: 'quarantine' };
    const kept = await world.check(world.draft(people), [{ ...rule, max_share: 0.6 }]);
    expect(kept.quarantined).toBe(3);
    const strict = await checking();
    const draft = strict.draft(people);
    for (const limit of [{ max_share: 0.59 }, { max_rows: 2 }, { max_share: 0.9, max_rows: 1 }]) {
      await expect(strict.check(draft, [{ ...rule, ...limit }])).rejects.toMatchObject({
        code: 'quality/broken',
      });
    }
    expect(existsSync(strict.quarantine)).toBe(false);
    expect(await strict.lines(strict.rejects)).toHaveLength(4);
  });

  it('cannot be all there are', async () => {
    const world = await checking();
    const checked = world.check(world.draft(people), [
      { expression: 'age < 0', else: 'quarantine' },
    ]);
    await expect(checked).rejects.toMatchObject({ code: 'quality/nothing-left', exitCode: 4 });
  });

  it('leave the others in their order, whatever found them', async () => {
    const world = await checking();
    const draft = {
      ...world.draft(people),
      relation: `(SELECT range AS __row, range * 7919 % 50021 AS age, CAST(range AS VARCHAR) AS email FROM range(120000))`,
    };
    const result = await world.check(draft, [{ unique: 'age', else: 'quarantine' }]);
    expect(result.quarantined).toBe(120_000 - 50_021);
    const rows = await world.rowsOf(result);
    expect(rows).toHaveLength(50_021);
    expect(rows).toEqual(rows.map((_, at) => at));
  });

  it('let a column have the type its other cells can be read as', async () => {
    const world = await checking();
    const table: HandTable = {
      columns: { price: 'category' },
      rows: [['1.5'], ['12 EUR'], [null], ['3']],
    };
    const rules = [{ column: 'price', type: 'number', else: 'quarantine' }];
    const { draft } = await world.check(world.draft(table), rules);
    expect(draft.columns).toEqual([{ name: 'price', type: 'number' }]);
    expect(await world.cells(draft)).toEqual([
      { __row: 0, price: 1.5 },
      { __row: 2, price: null },
      { __row: 3, price: 3 },
    ]);
  });
});

describe('rules that stop ingest', () => {
  it('are all told, and their rows lie outside of the artifact', async () => {
    const world = await checking();
    const checked = world.check(world.draft(people), [
      { column: 'age', between: [18, 110] },
      { column: 'email', not_null: true, else: 'quarantine' },
      { rows: { min: 9 } },
      { column: 'email', not_null: true, max_share: 0.5 },
    ]);
    const error = (await checked.catch((caught: unknown) => caught)) as MlxError;
    expect(error).toMatchObject({ code: 'quality/broken', exitCode: 4 });
    expect(error.problems).toMatchObject([
      { path: ['quality', 0], message: expect.stringContaining('3 of 5 rows') as string },
      { path: ['quality', 2], message: 'at least 9 rows: there are 5' },
    ]);
    expect(error.hints[0]).toBe('Look at the rows in `.mlx/quarantine/rejected.csv`');
    expect(await world.lines(world.rejects)).toEqual([
      '_reason,_file,_line,age,email',
      'age between 18 and 110,data.csv,3,999,bert@example.com',
      'age between 18 and 110,data.csv,4,999,',
      'age between 18 and 110,data.csv,6,17,carl@example.com',
    ]);
    expect(existsSync(world.quarantine)).toBe(false);
    await world.check(world.draft(people), [{ rows: { min: 1 } }]);
    expect(existsSync(world.rejects), 'gone once all is well').toBe(false);
  });

  it('a fault of an expression on a row is told as such', async () => {
    const world = await checking();
    const checked = world.check(world.draft(people), [
      { expression: 'CAST(email AS INTEGER) > 0' },
    ]);
    await expect(checked).rejects.toMatchObject({ code: 'data/expression', exitCode: 3 });
  });
});

it('what must not be shown is shown nowhere', async () => {
  const world = await checking();
  world.secret = new Set(['email']);
  const rules = [
    { column: 'email', matches: '^anna', else: 'warn' },
    { expression: "email = 'anna@example.com' AND age > 0", else: 'quarantine' },
    { unique: ['age', 'email'], else: 'quarantine' },
  ];
  const { findings } = await world.check(world.draft(people), rules);
  const failing = world.check(world.draft(people), [{ column: 'email', in: ['x'] }]);
  const error = await failing.catch((caught: unknown) => caught);
  const said = JSON.stringify([findings, world.events, error, (error as Error).message]);
  const written = [await readFile(world.quarantine, 'utf8'), await readFile(world.rejects, 'utf8')];
  for (const text of [said, ...written]) {
    expect(text).not.toMatch(/bert|carl/);
    expect(text).toContain('(hidden)');
  }
});

it('names and values that look like SQL are names and values', async () => {
  const world = await checking();
  const name = `x") FROM y; DROP TABLE "z'--`;
  const table: HandTable = {
    columns: { [name]: 'category', ok: 'category' },
    rows: [
      ["'); DROP TABLE t; --", 'a'],
      ['"', 'b'],
      ["'); DROP TABLE t; --", 'a'],
    ],
  };
  const all = [
    { column: name, between: ['"', '~'] },
    { column: name, in: ["'); DROP TABLE t; --", '"'] },
    { column: name, not_in: ["' OR 1=1"] },
    { column: name, matches: "'" },
    { column: name, length: { min: 1 } },
    { column: name, typos: true },
    { column: name, monotonic: 'increasing', by: [name] },
    { unique: [name] },
    { determines: { [name]: 'ok', ok: [name] } },
    {
      column: name,
      not_null: true,
      name: "'; DROP TABLE z; --",
      where: `"${name.replaceAll('"', '""')}" <> ''`,
    },
  ].map((rule) => ({ ...rule, else: 'quarantine' }));
  const { quarantined } = await world.check(world.draft(table), all);
  expect(quarantined).toBe(2);
});

describe('for any table', () => {
  const cell = fc.option(fc.constantFrom('a', 'b', 'c', 'ab', "o'x", '"', ''), { nil: null });
  const number = fc.option(fc.integer({ min: -3, max: 3 }), { nil: null });
  const rows = fc.array(fc.tuple(number, number, cell), { minLength: 1, maxLength: 30 });
  const rule = fc.constantFrom(
    { column: 'n', between: [-1, 2] },
    { column: ['n', 'm'], not_null: true },
    { column: 't', in: ['a', 'b', "o'x"] },
    { unique: ['n', 't'] },
    { unique: 't', where: 'n > 0' },
    { determines: { n: ['m', 't'] } },
    { expression: 'n <= m' },
  );

  it('kept and quarantined rows are all rows, each once; and what is kept stays kept', async () => {
    const world = await checking();
    await fc.assert(
      fc.asyncProperty(
        rows,
        fc.array(rule, { minLength: 1, maxLength: 4 }),
        async (list, rules) => {
          const draft = world.draft({
            columns: { n: 'integer', m: 'integer', t: 'category' },
            rows: list,
          });
          // A row that breaks nothing, so that something is left.
          const keeper = [list.length, 1, 1, 'zz'].join(', ').replace('zz', "'zz'");
          const names = ['n', 'm', 't'].map((name) => `"${name}"`).join(', ');
          const whole = {
            ...draft,
            relation: `(SELECT __row, ${names} FROM ${draft.relation} UNION ALL SELECT * FROM (VALUES (${keeper})))`,
          };
          const wanted = rules.map((each) => ({ ...each, else: 'quarantine' }));
          const run = world.check(whole, wanted).catch((error: unknown) => {
            if ((error as MlxError).code === 'quality/nothing-left') return undefined;
            throw error;
          });
          const result = await run;
          if (result === undefined) return;
          const kept = await world.rowsOf(result);
          const aside = result.quarantined === 0 ? [] : (await world.lines()).slice(1);
          const lines = aside.map((line) => Number(/data\.csv,(\d+),/.exec(line)?.[1]) - 2);
          expect([...kept, ...lines].toSorted((a, b) => a - b)).toEqual(
            Array.from({ length: list.length + 1 }, (_, row) => row),
          );
          expect(kept).toEqual(kept.toSorted((a, b) => a - b));
          const again = await world.check(result.draft, wanted);
          expect(again.quarantined).toBe(0);
        },
      ),
      { numRuns: 25 },
    );
  });
});
