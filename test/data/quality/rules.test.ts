import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { qualityRules } from '../../../src/data/quality/rules/index.js';
import { checking } from './checking.js';
import { cases, ofColumn, people } from './rule-cases.js';

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
    const failing = world.check(world.draft(people), [{ rows: { min: 1 } }, rule]);
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
