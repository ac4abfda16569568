import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../src/contracts/json.js';
import { auditKinds } from '../../../src/contracts/split-audit.js';
import { type SplitResult, splitTable } from '../../../src/data/split-table.js';
import { allot } from '../../../src/data/splits/assign/shares.js';
import { splitStrategies } from '../../../src/data/splits/index.js';
import { splitNames } from '../../../src/data/splits/split-strategy.js';
import { openDatabase } from '../../../src/data/tables/database.js';
import { parquetRows } from '../../../src/data/tables/sql.js';
import { projectWith, type TestProject } from '../project.js';
import { splitCsv } from './split-csv.js';

const rows = 1000;

/** 1,000 rows: 100 `yes`, 890 `no`, 10 without a label; a price; and a part that names a split. */
async function ingested(seed = 42, table = labelled()) {
  const project = await projectWith({ 'rows.csv': table });
  const { table: info } = await project.ingest('csv', { path: 'rows.csv' });
  const split = (strategy: string, params: JsonObject, target = 'label'): Promise<SplitResult> =>
    splitTable({
      table: project.table,
      info,
      strategy,
      params,
      seed,
      target,
      audit: auditKinds,
      output: join(project.folder, 'output'),
      scratch: join(project.folder, 'scratch'),
      signal: new AbortController().signal,
      emit: (event) => project.events.push(event),
    });
  return { project, split };
}

function labelled(): string {
  const lines = Array.from({ length: rows }, (_, row) => {
    const label = row % 100 === 7 ? '' : row % 10 === 0 ? 'yes' : 'no';
    return `${label},${(row * 37) % 997}.5,${row % 5 === 0 ? 'test' : 'train'},g${row % 7},c${(row * 7919) % 331},${(row * 31) % 1000}`;
  });
  return `label,price,part,stratum,customer,day\n${lines.join('\n')}\n`;
}

async function rowNumbers(project: TestProject): Promise<Record<string, number[]>> {
  await using database = await openDatabase();
  const found: Record<string, number[]> = {};
  for (const name of splitNames) {
    const file = join(project.folder, 'output', `${name}.parquet`);
    const read = await database.rows<{ __row: number }>(`SELECT __row FROM ${parquetRows(file)}`);
    found[name] = read.map(({ __row }) => __row);
  }
  return found;
}

async function hashes(project: TestProject): Promise<readonly string[]> {
  const files = splitNames.map((name) =>
    readFile(join(project.folder, 'output', `${name}.parquet`)),
  );
  return (await Promise.all(files)).map((bytes) =>
    createHash('sha256').update(bytes).digest('hex'),
  );
}

const needed: Readonly<Record<string, JsonObject>> = {
  column: { column: 'part' },
  grouped: { group: 'customer' },
  'stratified-grouped': { group: 'customer' },
  time: { time: 'day' },
  hash: { key: ['customer'] },
};

describe.each(splitStrategies.names)('split strategy %s', (name) => {
  const params = needed[name] ?? {};

  it('puts every row with a target in exactly one split, in the order of ingest', async () => {
    const { project, split } = await ingested();
    const result = await split(name, params);
    const numbers = await rowNumbers(project);
    const all = splitNames.flatMap((part) => numbers[part] ?? []);
    expect(new Set(all).size).toBe(990);
    expect(all).toHaveLength(990);
    for (const part of splitNames) {
      expect(numbers[part]).toEqual([...(numbers[part] ?? [])].sort((a, b) => a - b));
      expect(numbers[part]).toHaveLength(result.rows[part]);
    }
    expect(result.excluded).toBe(10);
    expect(result.warnings.join()).toContain('10 rows have no value for `label`');
  });

  it('gives the same files for the same seed, and others for another', async () => {
    const written = [];
    for (const seed of [1, 1, 2]) {
      const { project, split } = await ingested(seed);
      await split(name, params);
      written.push(await hashes(project));
    }
    expect(written[0]).toEqual(written[1]);
    // Only time leaves nothing to chance.
    if (name !== 'time') expect(written[0]).not.toEqual(written[2]);
  });
});

describe('a split', () => {
  it('at random has the exact sizes asked for', async () => {
    const { split } = await ingested();
    const { rows: sizes } = await split('random', { train: 0.6, validation: 0.2, test: 0.2 });
    expect(sizes).toEqual({ train: 594, validation: 198, test: 198 });
  });

  it('by class shares out each class exactly', async () => {
    const { split } = await ingested();
    const { classes } = await split('stratified', { validation: 0.15, test: 0.15 });
    expect(classes).toEqual([
      { value: 'no', train: 623, validation: 134, test: 133 },
      { value: 'yes', train: 70, validation: 15, test: 15 },
    ]);
  });

  it('by a numeric target keeps the means close', async () => {
    const { split } = await ingested();
    const { means, rows: sizes } = await split('stratified', {}, 'price');
    expect(sizes.train + sizes.validation + sizes.test).toBe(rows);
    expect(Math.abs((means?.train ?? 0) - (means?.test ?? 1000))).toBeLessThan(15);
  });

  it('by a column takes validation from train, and test as named', async () => {
    const { project, split } = await ingested();
    const { rows: sizes } = await split('column', { column: 'part', validation: 0.25 });
    const { test = [] } = await rowNumbers(project);
    expect(sizes).toEqual({ train: 593, validation: 197, test: 200 });
    expect(test.every((row) => row % 5 === 0)).toBe(true);
  });

  it('by a target called like one of our own columns works', async () => {
    const { split } = await ingested();
    const { classes } = await split('stratified', {}, 'stratum');
    expect(classes).toHaveLength(7);
  });

  it('warns of a class too rare to be everywhere', async () => {
    const lines = Array.from({ length: 60 }, (_, row) =>
      row === 0 ? 'rare' : row % 2 ? 'a' : 'b',
    );
    const { split } = await ingested(
      1,
      `label,x\n${lines.map((label, x) => `${label},${x}`).join('\n')}\n`,
    );
    const { warnings } = await split('stratified', {});
    expect(warnings).toEqual([
      'Class `rare` of `label` has 1 row: too few to appear in validation and test',
    ]);
  });

  it('that would leave one of them empty is refused', async () => {
    const { split } = await ingested(1, 'label,x\na,1\na,2\n');
    await expect(split('random', {})).rejects.toMatchObject({ code: 'data/split-too-small' });
  });

  it('of more than everything is refused', async () => {
    const { split } = await ingested();
    await expect(split('random', { train: 0.8 })).rejects.toMatchObject({
      code: 'data/split-fractions',
    });
  });

  it('by a column of other words is refused', async () => {
    const { split } = await ingested();
    await expect(split('column', { column: 'stratum' })).rejects.toMatchObject({
      code: 'data/split-column',
    });
    await expect(split('column', { column: 'prt' })).rejects.toMatchObject({
      hints: ['Did you mean `part`?'],
    });
  });

  it('of a target without values is refused', async () => {
    const { split } = await ingested(1, 'label,x\n,1\n,2\n');
    await expect(split('random', {})).rejects.toMatchObject({ code: 'data/target-empty' });
  });
});

describe('largest remainders', () => {
  it('give whole rows that add up', () => {
    expect(allot(10, { train: 0.7, validation: 0.15, test: 0.15 })).toEqual({
      train: 7,
      validation: 2,
      test: 1,
    });
    for (let count = 0; count < 200; count++) {
      const { train, validation, test } = allot(count, {
        train: 0.55,
        validation: 0.3,
        test: 0.15,
      });
      expect(train + validation + test).toBe(count);
    }
  });
});

it('rows after the last value of their series are a plan; others without a target are warned of', async () => {
  // Series a ends at 20 and b at 30; b lacks a value in between, and so does the series c throughout.
  const lines = Array.from({ length: 120 }, (_, at) => {
    const [series, day] = ['abc'[at % 3], Math.floor(at / 3)];
    const isKnown = series === 'a' ? day <= 20 : series === 'b' && day <= 30 && day !== 7;
    return `${series},${day},${isKnown ? day * 1.5 : ''}`;
  });
  const { result, project } = await splitCsv({
    csv: `series,day,sold\n${lines.join('\n')}\n`,
    target: 'sold',
    strategy: 'random',
    more: { plan: { time: 'day', series: 'series' }, audit: [] },
  });
  expect(result.reasons).toEqual([
    { why: 'time to come', rows: 19 + 9 },
    { why: 'no target', rows: 1 + 40 },
  ]);
  expect(result.excluded).toBe(69);
  expect(result.warnings).toEqual(['41 rows have no value for `sold` and are in no split']);
  const notes = project.events.flatMap((event) => (event.type === 'note' ? [event.text] : []));
  expect(notes).toContain(
    '28 rows of times to come are the plan that forecasts read, and in no split',
  );
});
