import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { qualityRules } from '../../../src/data/quality/rules/index.js';
import { checking, type HandTable } from './checking.js';

/** Rows (from 0) of a table written by hand that break a rule. */
interface Case {
  readonly name: string;
  readonly table: HandTable;
  readonly rule: JsonObject;
  readonly breaks: readonly number[];
}

const people: HandTable = {
  columns: { age: 'integer', name: 'category', score: 'number', at: 'timestamp', ok: 'boolean' },
  rows: [
    [30, 'Anna', 1.5, '2026-01-01 00:00:00', true],
    [999, 'Bert', -2, '2026-01-02 00:00:00', false],
    [null, null, null, null, null],
    [18, 'anna', 0, '2026-01-01 12:00:00', true],
    [17, 'Annna', 7.25, '2026-03-01 00:00:00', true],
    [110, '12345', 2, '2025-12-31 23:59:59', false],
  ],
};

function ofColumn(
  type: 'category' | 'integer' | 'number',
  values: readonly (string | number | null)[],
): HandTable {
  return { columns: { v: type }, rows: values.map((value) => [value]) };
}

const letters = (text: string, times: number): string[] =>
  Array.from({ length: times }, () => text);

const cases: readonly Case[] = [
  { name: 'between', table: people, rule: { column: 'age', between: [18, 110] }, breaks: [1, 4] },
  {
    name: 'an open side',
    table: people,
    rule: { column: 'score', between: [0, null] },
    breaks: [1],
  },
  {
    name: 'a fraction as a bound of whole numbers',
    table: people,
    rule: { column: 'age', between: [17.5, null] },
    breaks: [4],
  },
  {
    name: 'timestamps between',
    table: people,
    rule: { column: 'at', between: ['2026-01-01', '2026-01-31T00:00:00Z'] },
    breaks: [4, 5],
  },
  {
    name: 'texts between',
    table: people,
    rule: { column: 'name', between: ['A', 'B'] },
    breaks: [1, 3, 5],
  },
  { name: 'not_null', table: people, rule: { column: 'age', not_null: true }, breaks: [2] },
  { name: 'in', table: people, rule: { column: 'name', in: ['Anna', 'Bert'] }, breaks: [3, 4, 5] },
  {
    name: 'in, of numbers',
    table: people,
    rule: { column: 'age', in: [30, 18, '17'] },
    breaks: [1, 5],
  },
  { name: 'in, of truths', table: people, rule: { column: 'ok', in: [true] }, breaks: [1, 5] },
  { name: 'not_in', table: people, rule: { column: 'score', not_in: [0, -2] }, breaks: [1, 3] },
  {
    name: 'matches',
    table: people,
    rule: { column: 'name', matches: '^[A-Z][a-z]+$' },
    breaks: [3, 5],
  },
  {
    name: 'length',
    table: people,
    rule: { column: 'name', length: { min: 4, max: 4 } },
    breaks: [4, 5],
  },
  { name: 'type', table: people, rule: { column: 'name', type: 'number' }, breaks: [0, 1, 3, 4] },
  {
    name: 'a type that the column has',
    table: people,
    rule: { column: 'age', type: 'integer' },
    breaks: [],
  },
  {
    name: 'expression',
    table: people,
    rule: { expression: 'age > 17 AND score >= 0' },
    breaks: [1, 4],
  },
  { name: 'where', table: people, rule: { expression: 'age > 100', where: 'NOT ok' }, breaks: [] },
  {
    name: 'where, with a rule of sets',
    table: people,
    rule: { unique: 'ok', where: "name <> 'Anna'" },
    breaks: [4, 5],
  },
  {
    name: 'unique',
    table: ofColumn('category', ['a', 'b', 'a', null, null, 'a', 'B']),
    rule: { unique: 'v' },
    breaks: [2, 5],
  },
  {
    name: 'unique together',
    table: {
      columns: { a: 'integer', b: 'category' },
      rows: [
        [1, 'x'],
        [1, 'y'],
        [2, 'x'],
        [1, 'x'],
        [1, null],
        [1, null],
      ],
    },
    rule: { unique: ['a', 'b'] },
    breaks: [3],
  },
  {
    name: 'determines, and the first of equally frequent values is right',
    table: {
      columns: { zip: 'category', city: 'category' },
      rows: [
        ['1', 'Bonn'],
        ['1', 'Bon'],
        ['1', 'Bonn'],
        ['2', 'Köln'],
        ['2', 'Kölle'],
        [null, 'x'],
        [null, 'y'],
        ['1', null],
      ],
    },
    rule: { determines: { zip: 'city' } },
    breaks: [1, 4],
  },
  {
    name: 'monotonic',
    table: ofColumn('integer', [1, 1, 3, 2, null, 2, 9]),
    rule: { column: 'v', monotonic: 'increasing' },
    breaks: [3],
  },
  {
    name: 'strictly',
    table: ofColumn('integer', [9, 9, 3, 4, null, 4, 1]),
    rule: { column: 'v', monotonic: 'strictly decreasing' },
    breaks: [1, 3, 5],
  },
  {
    name: 'monotonic by',
    table: {
      columns: { k: 'category', v: 'number' },
      rows: [
        ['a', 1],
        ['b', 9],
        ['a', 2],
        ['b', 8],
        ['a', 3],
      ],
    },
    rule: { column: 'v', monotonic: 'increasing', by: 'k' },
    breaks: [3],
  },
  {
    name: 'typos: a letter wrong, missing, too many or swapped',
    table: ofColumn('category', [
      ...letters('Birmingham', 40),
      'Birminghxm',
      'Birmingam',
      'Birminghamm',
      'Birmignham',
      'Birmxnghxm',
      'Boston',
      'Bostom',
      null,
    ]),
    rule: { column: 'v', typos: true },
    breaks: [40, 41, 42, 43],
  },
  {
    name: 'typos of two letters',
    table: ofColumn('category', [
      ...letters('Birmingham', 40),
      'Birmxnghxm',
      'Birxxxgham',
      'Birmingh',
    ]),
    rule: { column: 'v', typos: true, distance: 2, rarer: 40 },
    breaks: [40, 42],
  },
  {
    name: 'typos of short words are none',
    table: ofColumn('category', [...letters('al', 40), 'ak']),
    rule: { column: 'v', typos: true },
    breaks: [],
  },
  {
    name: 'a typo must be rare',
    table: ofColumn('category', [...letters('cats', 4), ...letters('cars', 1)]),
    rule: { column: 'v', typos: true },
    breaks: [],
  },
];

describe('a rule that rows can break', () => {
  it.each(cases)('$name', async ({ table, rule, breaks }) => {
    const world = await checking();
    const draft = world.draft(table);
    const all = table.rows.map((_, row) => row);
    const result = await world.check(draft, [{ ...rule, else: 'quarantine' }]);
    expect(await world.rowsOf(result)).toEqual(all.filter((row) => !breaks.includes(row)));
    expect(result.findings).toMatchObject([{ broken: breaks.length }]);
    expect(result.findings[0]?.examples.map(({ row }) => row)).toEqual(breaks.slice(0, 3));
    const warned = await world.check(draft, [{ ...rule, else: 'warn' }]);
    expect(await world.rowsOf(warned)).toEqual(all);
    expect(world.events.filter(({ type }) => type === 'warning')).toHaveLength(
      breaks.length > 0 ? 1 : 0,
    );
    const failing = world.check(draft, [rule]);
    if (breaks.length === 0) await failing;
    else await expect(failing).rejects.toMatchObject({ code: 'quality/broken', exitCode: 4 });
  });

  it('references, in any file a source reads, compared as the type of the column', async () => {
    const world = await checking();
    await writeFile(join(world.folder, 'codes.csv'), 'code,name\n1,one\n 2 ,two\n,none\n');
    await writeFile(join(world.folder, 'codes.jsonl'), '{"code": "1"}\n{"code": "2"}\n');
    for (const file of ['codes.csv', 'codes.jsonl']) {
      const draft = world.draft(ofColumn('integer', [1, 2, 3, null, 1]));
      const rule = { column: 'v', references: { file, column: 'code' }, else: 'quarantine' };
      const result = await world.check(draft, [rule]);
      expect(await world.rowsOf(result)).toEqual([0, 1, 3, 4]);
    }
  });
});

describe('a rule about the table as a whole', () => {
  const numbers = ofColumn('number', [1, 2, 3, null, 10]);
  it.each([
    [{ rows: { min: 5, max: 5 } }, true, 'there are 5'],
    [{ rows: { min: 6 } }, false, 'there are 5'],
    [{ rows: { max: 1 }, where: 'v < 3' }, false, 'there are 2'],
    [{ column: 'v', mean_between: [4, 4] }, true, 'it is 4'],
    [{ column: 'v', mean_between: [0, 3.9] }, false, 'it is 4'],
    [{ column: 'v', mean_between: [0, 9], where: 'v > 99' }, false, 'there are no values'],
    [{ column: 'v', quantile: { at: 0.5, max: 2.5 } }, true, 'it is 2.5'],
    [{ column: 'v', quantile: { at: 1, max: 9 } }, false, 'it is 10'],
  ] as const)('%j: %s, %s', async (rule, holds, found) => {
    const world = await checking();
    const result = await world.check(world.draft(numbers), [{ ...rule, else: 'warn' }]);
    expect(result.findings).toMatchObject([{ outcome: holds ? 'kept' : 'warned' }]);
    expect(result.findings[0]?.message).toContain(found);
    const failing = world.check(world.draft(numbers), [rule]);
    if (holds) await failing;
    else await expect(failing).rejects.toMatchObject({ code: 'quality/broken' });
  });
});

it('every rule is tested here or with what is asked at each run', () => {
  const tested = new Set(
    [
      ...cases.map(({ rule }) => rule),
      { references: 1 },
      { rows: 1 },
      { mean_between: 1 },
      { quantile: 1 },
    ].flatMap((rule) => Object.keys(rule)),
  );
  const untested = [...qualityRules].filter(
    ({ name, eachRun }) => eachRun !== true && !tested.has(name),
  );
  expect(untested).toEqual([]);
});

describe('settings that do not suit the column', () => {
  it.each([
    [{ column: 'age', between: ['young', 9] }, ['between', 0], 'no integer'],
    [{ column: 'age', between: [9, 1] }, ['between'], 'No value is at least 9'],
    [{ column: 'at', between: ['yesterday', null] }, ['between', 0], 'no timestamp'],
    [{ column: 'ok', between: [0, 1] }, ['between', 0], 'no bounds'],
    [{ column: 'age', in: [1, 2.5] }, ['in', 1], '`2.5` is no integer'],
    [{ column: 'name', matches: '(' }, ['matches'], 'no regular expression'],
    [{ column: 'age', typos: true }, ['column'], 'only words have typos'],
    [{ column: 'name', mean_between: [0, 1] }, ['column'], 'about numbers'],
    [{ expression: 'age +' }, ['expression'], 'cannot be read'],
    [{ expression: "getenv('HOME') = 'x'" }, ['expression'], '`getenv` is no function'],
    [{ column: 'age', not_null: true, where: 'age' }, ['where'], 'not a condition'],
    [
      { column: 'name', references: { file: 'none.csv', column: 'x' } },
      ['references'],
      'not there',
    ],
    [
      { column: 'name', references: { file: 'none.xyz', column: 'x' } },
      ['references', 'file'],
      'ending',
    ],
  ] as const)('%j', async (rule, path, says) => {
    const world = await checking();
    const failing = world.check(world.draft(people), [{ rows: { min: 1 } }, rule as JsonObject]);
    const error = (await failing.catch((caught: unknown) => caught)) as {
      code: string;
      problems: readonly { message: string; path: unknown; hints: readonly string[] }[];
    };
    expect(error.code).toBe('quality/misfit');
    expect(error.problems).toHaveLength(1);
    expect(error.problems[0]?.path).toEqual(['quality', 1, ...path]);
    expect(error.problems[0]?.message).toContain(says);
    expect(error.problems[0]?.hints[0]).toMatch(/^[A-Z`]/);
  });
});
