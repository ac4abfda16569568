import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { openDatabase } from '../../src/data/tables/database.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv, flowersCsv, housesCsv } from '../helpers/small-data.js';

interface Written {
  readonly task: unknown;
  readonly ingest: {
    readonly sources: { readonly data: unknown };
    readonly columns: Readonly<Record<string, string>>;
  };
  readonly train: {
    readonly select: string;
    readonly candidates: Readonly<Record<string, unknown>>;
  };
  readonly split: { readonly strategy: string };
}

async function initFrom(dir: ProjectDir, words: readonly string[]): Promise<Written> {
  const { exitCode, stderr } = await dir.mlx(['init', ...words]);
  expect([exitCode, stderr.replaceAll(/^note: .*\n/gm, '')]).toEqual([0, '']);
  return parse(await dir.read('mlx.yaml')) as Written;
}

async function expectValid(dir: ProjectDir): Promise<void> {
  const { exitCode, stderr } = await dir.mlx('validate');
  expect([exitCode, stderr]).toEqual([0, '']);
}

describe('mlx init --from', () => {
  test('writes types, roles and a binary task with its reason', async () => {
    await using dir = await ProjectDir.with({ 'data/customers.csv': customersCsv(200) });
    const project = await initFrom(dir, ['--from', 'data/customers.csv', '--target', 'left']);
    expect(project.task).toMatchObject({ type: 'classification', target: 'left' });
    expect(project.ingest).toEqual({
      sources: { data: { type: 'csv', path: 'data/customers.csv' } },
      columns: {
        ...{ customer: 'id', joined: 'timestamp', plan: 'category', city: 'category' },
        ...{ tenure: 'integer', charge: 'number', calls: 'integer', left: 'category' },
      },
    });
    expect(project.train.select).toBe('roc_auc');
    const text = await dir.read('mlx.yaml');
    expect(text).toMatch(/type: classification {2}# 2 classes: \w+ \(\d+\), \w+ \(\d+\)/);
    expect(text).toMatch(/positive: "\w+" +# the rarer class counts as positive/);
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.mlx\/project\.schema\.json\n/);
    expect(text).toContain('#   calls: { impute: mean, scale: min-max }');
    await expectValid(dir);
  });

  test('writes candidates that suit the number of rows and what is in them', async () => {
    const texts = ['said,kind'].concat(
      Array.from({ length: 600 }, (_, row) => `"the ${row}th of many words, and more",k${row % 2}`),
    );
    await using dir = await ProjectDir.with({
      ...{ 'few.csv': housesCsv(200), 'many.csv': housesCsv(600), 'texts.csv': texts.join('\n') },
    });
    const candidates = async (words: string) =>
      Object.keys((await initFrom(dir, `${words} --force`.split(' '))).train.candidates);
    expect(await candidates('--from few.csv --target price')).toEqual(['linear', 'forest', 'net']);
    expect(await candidates('--from many.csv --target price')).toEqual([
      ...['linear', 'boosted', 'net'],
    ]);
    await expectValid(dir);
    expect(await candidates('--from texts.csv --target kind')).toEqual(['linear', 'net']);
  });

  test('makes several classes a multiclass task and numbers a regression', async () => {
    await using flowers = await ProjectDir.with({ 'flowers.csv': flowersCsv(90) });
    const classes = await initFrom(flowers, ['--from', 'flowers.csv', '--target', 'kind']);
    expect(classes.task).toEqual({ type: 'classification', target: 'kind' });
    expect(classes.split.strategy).toBe('stratified');
    await expectValid(flowers);
    await using houses = await ProjectDir.with({ 'houses.csv': housesCsv(90) });
    const numbers = await initFrom(houses, ['--from', 'houses.csv', '--target', 'price']);
    expect(numbers.task).toEqual({ type: 'regression', target: 'price' });
    expect([numbers.split.strategy, numbers.train.select]).toEqual(['random', 'rmse']);
    await expectValid(houses);
  });

  test('takes few whole numbers for classes, unless told that they are numbers', async () => {
    const rows = Array.from({ length: 60 }, (_, row) => `${row * 1.5},${(row % 5) + 1}`);
    await using dir = await ProjectDir.with({ 'grades.csv': ['x,grade', ...rows].join('\n') });
    const classes = await initFrom(dir, ['--from', 'grades.csv', '--target', 'grade']);
    expect(classes.task).toMatchObject({ type: 'classification' });
    const told = '--from grades.csv --target grade --task regression --force'.split(' ');
    expect((await initFrom(dir, told)).task).toMatchObject({ type: 'regression' });
    await expectValid(dir);
  });

  test('writes a forecast with its times, and odd rows with their families', async () => {
    const days = Array.from({ length: 90 }, (_, at) => {
      const day = new Date(Date.UTC(2026, 0, 1 + at)).toISOString().slice(0, 10);
      return `${day},${(at % 7) * 3 + at / 10},${at % 30 === 0 ? 1 : 0}`;
    });
    await using dir = await ProjectDir.with({ 'd.csv': ['day,sold,odd', ...days].join('\n') });
    const forecast = await initFrom(dir, '--from d.csv --target sold --task forecast'.split(' '));
    expect(forecast.task).toEqual({ type: 'forecast', target: 'sold', time: 'day', horizon: 9 });
    expect(forecast.split).toEqual({ validation: '18 steps', test: '18 steps' });
    await expectValid(dir);
    const odd = await initFrom(dir, '--from d.csv --target odd --task anomaly --force'.split(' '));
    expect(odd.task).toMatchObject({ type: 'anomaly', target: 'odd', contamination: '5%' });
    expect(Object.values(odd.train.candidates)).toContain('isolation-forest');
    expect(await dir.read('mlx.yaml')).toContain('strategy: time, time: day');
    await expectValid(dir);
  });

  test('a forecast needs times, and numbers', async () => {
    await using dir = await ProjectDir.with({ 'houses.csv': housesCsv(60) });
    const words = 'init --from houses.csv --target price --task forecast';
    const { exitCode, stderr } = await dir.mlx(words);
    expect([exitCode, stderr]).toEqual([4, expect.stringContaining('no column says when')]);
  });

  test('quotes column names and classes that YAML would read as something else', async () => {
    const names = ['a: b', 'yes', '1', '# x', 'ä ö', '- y', '{z}', '<<', '12:30', "it's", 'null'];
    const header = names.map((name) => `"${name}"`).join(',');
    const rows = Array.from({ length: 40 }, (_, row) =>
      names.map((_name, at) =>
        at === 1 ? ['off', 'on'][row % 3 === 0 ? 1 : 0] : row * (at + 2) + 0.5,
      ),
    );
    const data = [header, ...rows].join('\n');
    await using dir = await ProjectDir.with({ 'nasty.csv': data });
    const project = await initFrom(dir, ['--from', 'nasty.csv', '--target', 'yes']);
    expect(Object.keys(project.ingest.columns).toSorted()).toEqual(names.toSorted());
    expect(project.task).toEqual({ type: 'classification', target: 'yes', positive: 'on' });
    const text = await dir.read('mlx.yaml');
    expect(text).toContain('target: "yes"');
    expect(text).toContain('    "<<": number');
    await expectValid(dir);
  });

  test('takes ids out, keeps free text, ignores what never changes, and counts what is missing', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, row) =>
        `k${row},same,a few words number ${row},${row % 4 === 0 ? '' : row / 3},${row % 2}`,
    );
    await using dir = await ProjectDir.with({
      'data.csv': ['key,constant,words,x,y', ...rows].join('\n'),
    });
    const { ingest } = await initFrom(dir, ['--from', 'data.csv', '--target', 'y']);
    expect(ingest.columns).toEqual({
      ...{ key: 'id', constant: 'ignore', words: 'text', x: 'number', y: 'integer' },
    });
    const text = await dir.read('mlx.yaml');
    expect(text).toMatch(/constant: ignore +# always same/);
    expect(text).toMatch(/x: number +# .* 10 missing/);
  });

  test.each([
    ['people.csv.gz', () => gzipSync(housesCsv(60)), 'csv'],
    ['people.tsv', () => housesCsv(60).replaceAll(',', '\t'), 'csv'],
    ['people.json', () => JSON.stringify(records()), 'json'],
    [
      'people.jsonl',
      () =>
        records()
          .map((row) => JSON.stringify(row))
          .join('\n'),
      'jsonl',
    ],
  ])('reads %s', async (file, content, type) => {
    await using dir = await ProjectDir.with({ [`data/${file}`]: content() });
    const project = await initFrom(dir, ['--from', `data/${file}`, '--target', 'price']);
    expect(project.ingest.sources.data).toEqual({ type, path: `data/${file}` });
    expect(project.ingest.columns).toMatchObject({ area: 'integer', district: 'category' });
    await expectValid(dir);
  });

  test('says in the file which column nearly had another type, since pinning it ends the note', async () => {
    const rows = Array.from(
      { length: 80 },
      (_, at) => `${at === 7 ? 'unknwn' : `${at % 9}.5`},${at % 2}`,
    );
    await using dir = await ProjectDir.with({ 'd.csv': ['size,y', ...rows, ''].join('\n') });
    const { exitCode, stderr } = await dir.mlx('init --from d.csv --target y');
    expect(exitCode, stderr).toBe(0);
    const words = '`size` would be of type number but for 1 of 80 cells, such as `unknwn`';
    expect(stderr).toContain(words);
    expect(await dir.read('mlx.yaml')).toContain(`  # ${words}`);
    await dir.write({
      'mlx.yaml': (await dir.read('mlx.yaml')).replace(/^ {4}size:.*\n/m, ''),
    });
    const ingest = await dir.mlx('ingest');
    expect(ingest.stderr).toContain(words);
  });

  test('reads Parquet, and writes the path relative to the project', async () => {
    await using dir = await ProjectDir.with();
    await using database = await openDatabase();
    const file = join(dir.path, 'numbers.parquet');
    await database.run(
      `COPY (SELECT range AS n, range * 1.5 AS x FROM range(50)) TO '${file}' (FORMAT parquet)`,
    );
    const { exitCode } = await dir.mlx('init some/where --from numbers.parquet --target x');
    expect(exitCode).toBe(0);
    const project = parse(await dir.read('some/where/mlx.yaml')) as Written;
    expect(project.ingest.sources.data).toEqual({
      ...{ type: 'parquet', path: '../../numbers.parquet' },
    });
    expect((await dir.mlx('validate -p some/where/mlx.yaml')).exitCode).toBe(0);
  });

  test('hands settings to the source and pins them in the file', async () => {
    const table = `made by hand\nx;y\n${Array.from({ length: 30 }, (_, row) => `${row},5;${row}`).join('\n')}\n`;
    await using dir = await ProjectDir.with({ export: table });
    const refused = await dir.mlx('init --from export --target y');
    expect([refused.exitCode, refused.stderr]).toEqual([
      4,
      expect.stringContaining('[data/unknown-file-type]'),
    ]);
    const words =
      '--from export --target y --source type=csv --source skip=1 --source delimiter=; --source decimal_separator=,';
    const { ingest } = await initFrom(dir, words.split(' '));
    expect(ingest.sources.data).toEqual({
      ...{ type: 'csv', skip: 1, delimiter: ';', decimal_separator: ',', path: 'export' },
    });
    expect(ingest.columns).toEqual({ x: 'number', y: 'integer' });
    await expectValid(dir);
  });

  test('a setting that the source does not have is refused', async () => {
    await using dir = await ProjectDir.with({ 'data.csv': 'a,b\n1,2\n' });
    const { exitCode, stderr } = await dir.mlx('init --from data.csv --target a --source skp=1');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('`skp`');
    expect(await dir.files()).toEqual(['data.csv']);
  });
});

function records(): readonly object[] {
  const [head = '', ...lines] = housesCsv(60).trim().split('\n');
  const names = head.split(',');
  return lines.map((line) => {
    const cells = line.split(',');
    return Object.fromEntries(
      names.map((name, at) => {
        const cell = cells[at] ?? '';
        const numeric = cell !== '' && !Number.isNaN(Number(cell));
        return [name, cell === '' ? null : numeric ? Number(cell) : cell];
      }),
    );
  });
}
