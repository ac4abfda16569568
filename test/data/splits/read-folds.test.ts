import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Fold, FoldPart } from '../../../src/data/splits/folds/fold.js';
import {
  foldRelation,
  foldsWithin,
  outerFolds,
  readFold,
} from '../../../src/data/splits/folds/read-folds.js';
import { openDatabase } from '../../../src/data/tables/database.js';
import { csvOf, splitCsv } from './split-csv.js';

const csv = csvOf(
  'a,day,g,label',
  300,
  (row) => `${row}.5,${(row * 7) % 100},g${row % 23},${row % 3 === 0 ? 'yes' : 'no'}`,
);
const columns = { day: { role: 'time' }, g: { role: 'group' } } as const;

async function folded(strategy: string, params = {}, inner?: number) {
  const more = { folds: { outer: 4, inner, repeats: 1 }, audit: [] };
  const { result, project } = await splitCsv({ csv, columns, strategy, params, more });
  if (result.folds === undefined) throw new Error('no folds were written');
  const folder = join(project.folder, 'output');
  const read = async (fold: Fold, part: FoldPart): Promise<number[]> => {
    const found: number[] = [];
    const wanted = [
      { name: 'a', type: 'number' },
      { name: '__row', type: 'integer' },
    ] as const;
    for await (const { columns: own, rows } of readFold(folder, { fold, part, columns: wanted })) {
      const [values, numbers] = [own.get('a')?.values, own.get('__row')?.values];
      for (let at = 0; at < rows; at++) {
        expect(values?.[at]).toBe(Number(numbers?.[at]) + 0.5);
        found.push(Number(numbers?.[at]));
      }
    }
    return found;
  };
  return { facts: result.folds, result, folder, read };
}

describe.each([
  ['random', {}],
  ['stratified', {}],
  ['grouped', { group: 'g' }],
  ['stratified-grouped', { group: 'g' }],
  ['hash', { key: ['g'] }],
  ['time', { time: 'day', gap: 2 }],
])('folds of a split that is %s', (strategy, params) => {
  it('read as many rows as they say, in the order of ingest, and none of test', async () => {
    const { facts, result, folder, read } = await folded(strategy, params, 2);
    expect(facts.rows).toBe(result.rows.train + result.rows.validation);
    expect(facts.list).toHaveLength(4 * 3);
    const judged: number[] = [];
    for (const fold of outerFolds(facts)) {
      const [training, validation] = [await read(fold, 'training'), await read(fold, 'validation')];
      expect([training.length, validation.length]).toEqual([
        fold.rows.training,
        fold.rows.validation,
      ]);
      expect(training).toEqual([...training].sort((a, b) => a - b));
      expect(training.filter((row) => validation.includes(row))).toEqual([]);
      judged.push(...validation);
      for (const inner of foldsWithin(facts, fold)) {
        const within = [...(await read(inner, 'training')), ...(await read(inner, 'validation'))];
        expect(within.every((row) => training.includes(row))).toBe(true);
      }
    }
    expect(new Set(judged).size).toBe(judged.length);
    if (strategy !== 'time') expect(judged).toHaveLength(facts.rows);
    await using database = await openDatabase();
    const [fold] = facts.list as [Fold];
    const [counted] = await database.rows<{ rows: number }>(
      `SELECT count(*) AS rows FROM ${foldRelation(folder, fold, 'validation')}`,
    );
    expect(counted?.rows).toBe(fold.rows.validation);
  });
});

it('more folds than there is room for are refused', async () => {
  const few = csvOf('g,label', 40, (row) => `g${row % 4},${row % 2 ? 'a' : 'b'}`);
  const more = { folds: { outer: 10, repeats: 1 } };
  const request = {
    csv: few,
    columns: { g: { role: 'group' } } as const,
    strategy: 'grouped',
    params: { group: 'g' },
    more,
  };
  await expect(splitCsv(request)).rejects.toMatchObject({
    code: 'data/split-too-small',
    message: expect.stringMatching(/^Fold \d+ would have no (training|validation) rows$/) as string,
  });
});
