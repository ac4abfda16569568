import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { ProjectDir } from '../helpers/project-dir.js';

const header = 'id,age,plan,price,seen,churned';

function csv(lines: readonly string[] = []): string {
  const rows = Array.from({ length: 60 }, (_, at) =>
    [
      at,
      20 + (at % 40),
      at % 3 === 0 ? 'basic' : 'pro',
      `${at}.5`,
      `2026-01-${(at % 28) + 1}`.replace(/-(\d)$/, '-0$1'),
      at % 2 === 0 ? 'yes' : 'no',
    ].join(','),
  );
  return [header, ...rows, ...lines, ''].join('\n');
}

function yaml(ingest: string): string {
  return `task: { type: classification, target: churned }\ningest:\n  path: data.csv\n${ingest}`;
}

describe('mlx ingest with quality rules', () => {
  it('sets cells aside that are no number, tells where they are, and keeps the column one', async () => {
    await using project = await ProjectDir.with({
      'data.csv': csv(['90,30,pro,12 EUR,2026-01-01,no', '91,999,pro,?,2026-01-01,no']),
      'mlx.yaml': yaml(`  columns: { price: number }
  quality:
    - { column: price, type: number, else: quarantine }
    - { column: age, between: [18, 110], else: quarantine, max_share: 5% }
`),
    });
    const { exitCode, stdout, stderr } = await project.mlx('ingest');
    expect(stderr).toContain(
      '`price` of the type number: 1 of 62 rows (1.61 %) breaks it, such as 12 EUR (data.csv:62)',
    );
    expect(exitCode).toBe(0);
    const file = /2 rows in (\S+)/.exec(stdout)?.[1] ?? '';
    expect((await project.read(file)).split('\n')).toEqual([
      `_reason,_file,_line,${header}`,
      'price of the type number,data.csv,62,90,30,pro,12 EUR,2026-01-01T00:00:00.000Z,no',
      'age between 18 and 110,data.csv,63,91,999,pro,,2026-01-01T00:00:00.000Z,no',
      '',
    ]);
    const again = await project.mlx('ingest --json');
    expect(JSON.parse(again.stdout)).toMatchObject({
      stages: [{ state: 'reused', facts: { rows: 60, quarantined: 2 } }],
    });
  });

  it('knows a cell that is no number in a column that got another name', async () => {
    await using project = await ProjectDir.with({
      'data.csv': csv(['90,30,pro,12 EUR,2026-01-01,no']),
      'mlx.yaml': yaml(`  columns: { cost: { type: number, from: price } }
  quality:
    - { column: cost, type: number, else: quarantine }
`),
    });
    const { exitCode, stderr } = await project.mlx('ingest');
    expect(exitCode).toBe(0);
    expect(stderr).toContain('1 of 61 rows (1.64 %) breaks it, such as 12 EUR (data.csv:62)');
    expect(stderr).not.toContain('is missing now');
  });

  it('stops at rules that must hold, each with its place, and keeps the last good table', async () => {
    await using project = await ProjectDir.with({
      'data.csv': csv(),
      'mlx.yaml': yaml(
        '  quality:\n    - { column: age, between: [18, 110] }\n    - { unique: id }\n',
      ),
    });
    expect((await project.mlx('ingest')).exitCode).toBe(0);
    const before = (await project.files()).filter((name) => name.includes('artifacts'));
    await project.write({ 'data.csv': csv(['5,7,pro,1,2026-01-01,no']) });
    const { exitCode, stderr } = await project.mlx('ingest');
    expect(exitCode).toBe(4);
    expect(stderr).toContain(
      'mlx.yaml:5:7 `age` between 18 and 110: 1 of 61 rows (1.64 %) breaks it, such as 7 (data.csv:62)',
    );
    expect(stderr).toContain('mlx.yaml:6:7 `id` unique: 1 of 61 rows');
    expect(stderr).toContain('hint: Look at the rows in `.mlx/quarantine/rejected.csv`');
    expect(await project.read('.mlx/quarantine/rejected.csv')).toContain(
      'age between 18 and 110; id unique,data.csv,62,5,7,pro',
    );
    expect((await project.files()).filter((name) => name.includes('artifacts'))).toEqual(before);
  });

  it('validate finds columns and SQL that are not', async () => {
    await using project = await ProjectDir.with({
      'data.csv': csv(),
      'mlx.yaml': yaml(`  quality:
    - { column: [age, paln], not_null: true }
    - { determines: { plna: age } }
    - { expression: "age > now()", where: "pric > 0" }
`),
    });
    const { exitCode, stderr } = await project.mlx('validate');
    expect(exitCode).toBe(3);
    for (const said of [
      'mlx.yaml:5:23 The data has no column `paln`',
      'mlx.yaml:6:23 The data has no column `plna`',
      'mlx.yaml:7:21 The expression `age > now()` cannot be used: `now` gives something else at every run',
      'mlx.yaml:7:43 The expression `pric > 0` cannot be used: there is no column `pric`',
      'Did you mean `price`?',
    ]) {
      expect(stderr).toContain(said);
    }
  });

  it('a table that references another file is stale when that changes', async () => {
    await using project = await ProjectDir.with({
      'data.csv': csv(),
      'plans.csv': 'plan\nbasic\npro\n',
      'mlx.yaml': yaml(
        '  quality:\n    - { column: plan, references: { file: plans.csv, column: plan } }\n',
      ),
    });
    expect((await project.mlx('ingest')).exitCode).toBe(0);
    await project.write({ 'plans.csv': 'plan\nbasic\n' });
    const { exitCode, stderr } = await project.mlx('ingest');
    expect(stderr).toContain(
      '`plan` in `plan` of `plans.csv`: 40 of 60 rows (66.7 %) break it, such as pro (data.csv:3)',
    );
    expect(exitCode).toBe(4);
  });

  it('fresh looks at the clock at each run, as_of at none', async () => {
    const fresh = (rule: string): string =>
      yaml(`  quality:\n    - { column: seen, fresh: ${rule} }\n`);
    await using project = await ProjectDir.with({
      'data.csv': csv(),
      'mlx.yaml': fresh('2d, as_of: 2026-01-30'),
    });
    expect((await project.mlx('ingest')).exitCode).toBe(0);
    await project.write({ 'mlx.yaml': fresh('1d, as_of: 2026-01-30') });
    const old = await project.mlx('ingest');
    expect(old.exitCode).toBe(4);
    expect(old.stderr).toContain('ingest    fresh');
    expect(old.stderr).toContain('mlx.yaml:5:7 `seen` no older than 1d: the newest is 2d old');
    await project.write({ 'mlx.yaml': fresh('1d, else: warn') });
    const warned = await project.mlx('ingest');
    expect(warned.exitCode).toBe(0);
    expect(warned.stderr).toMatch(/warning {3}`seen` no older than 1d: the newest is \d+w old/);
  });
});

describe('mlx accept', () => {
  it('keeps what the data is like, the same at each call', async () => {
    await using project = await ProjectDir.with({ 'data.csv': csv(), 'mlx.yaml': yaml('') });
    expect((await project.mlx('ingest --locked')).exitCode).toBe(11);
    const { exitCode, stdout } = await project.mlx('accept');
    expect([exitCode, stdout]).toEqual([0, 'accepted  mlx.lock.yaml\n']);
    const lock = await project.read('mlx.lock.yaml');
    expect(parse(lock)).toMatchObject({
      version: 1,
      rows: 60,
      columns: [
        { name: 'id', type: 'integer', missing: 0 },
        { name: 'age', type: 'integer', edges: [22, 25, 28, 31, 34, 37, 41, 47, 53, 59] },
        { name: 'plan', type: 'category', values: { basic: 0.333333, pro: 0.666667 } },
        { name: 'price', type: 'number' },
        { name: 'seen', type: 'timestamp' },
        { name: 'churned', values: { no: 0.5, yes: 0.5 } },
      ],
    });
    await project.mlx('accept');
    expect(await project.read('mlx.lock.yaml')).toBe(lock);
    expect((await project.mlx('ingest --locked')).exitCode).toBe(0);
  });

  it('makes a changed schema a finding, with a diff, until it is accepted', async () => {
    await using project = await ProjectDir.with({ 'data.csv': csv(), 'mlx.yaml': yaml('') });
    await project.mlx('accept');
    const changed = csv()
      .replace('age,plan', 'aeg,plan')
      .replaceAll(/,(\d+)\.5,/g, ',p$1,')
      .replace('id,', 'id,');
    await project.write({ 'data.csv': changed });
    const { exitCode, stderr } = await project.mlx('ingest');
    expect(exitCode).toBe(4);
    expect(stderr).toContain('The data differs from `mlx.lock.yaml` in 2 columns');
    expect(stderr).toContain('Column `age` is gone, and `aeg` looks like it under another name');
    expect(stderr).toMatch(
      /mlx\.lock\.yaml:\d+:5 Column `price` was of the type number and is of the type category/,
    );
    expect(stderr).toMatch(/- {9}age: integer\n {10}\+ {9}aeg: integer/);
    const warned = await project.mlx('ingest --set ingest.schema.changes=warn');
    expect([warned.exitCode, warned.stderr.match(/warning/g)?.length]).toEqual([0, 2]);
    const accepted = await project.mlx('accept');
    expect(accepted.stdout).toContain(
      '- age: integer\n+ aeg: integer\n- price: number\n+ price: category\n',
    );
    expect((await project.mlx('ingest')).exitCode).toBe(0);
  });

  it('new columns alone may be let pass', async () => {
    await using project = await ProjectDir.with({
      'data.csv': csv(),
      'mlx.yaml': yaml('  schema: { changes: accept-additions }\n'),
    });
    await project.mlx('accept');
    const more = csv()
      .split('\n')
      .map((line, at) => (line === '' ? '' : `${line},${at === 0 ? 'more' : at}`));
    await project.write({ 'data.csv': more.join('\n') });
    expect((await project.mlx('ingest')).exitCode).toBe(0);
    const moved = csv()
      .split('\n')
      .map((line) => line.replace(/^([^,]*),([^,]*)/, '$2,$1'));
    await project.write({ 'data.csv': moved.join('\n') });
    const { exitCode, stderr } = await project.mlx('ingest');
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/Column `(id|age)` was column \d and is column \d/);
  });

  it('a lockfile that cannot be read is out of date, and accept writes it anew', async () => {
    await using project = await ProjectDir.with({
      'data.csv': csv(),
      'mlx.yaml': yaml(''),
      'mlx.lock.yaml': '<<<<<<< HEAD\nversion: 1\n',
    });
    expect(await project.mlx('ingest')).toMatchObject({ exitCode: 11 });
    expect((await project.mlx('accept')).exitCode).toBe(0);
    expect((await project.mlx('ingest')).exitCode).toBe(0);
  });

  it('like_last holds later data against it', async () => {
    const rules = `  quality:
    - { column: [age, plan], like_last: { psi: 0.2, ks: 0.2 } }
    - { column: plan, like_last: { new_values: 0, missing: 0.01 } }
`;
    await using project = await ProjectDir.with({ 'data.csv': csv(), 'mlx.yaml': yaml(rules) });
    expect((await project.mlx('ingest')).exitCode).toBe(0);
    await project.mlx('accept');
    expect((await project.mlx('ingest')).exitCode).toBe(0);
    const older = csv().replaceAll(/^(\d+),(\d+),/gm, (_, id, age) => `${id},${Number(age) + 30},`);
    await project.write({ 'data.csv': older.replace(',basic,', ',gold,').replace(',pro,', ',,') });
    const { exitCode, stderr } = await project.mlx('ingest');
    expect(exitCode).toBe(4);
    expect(stderr).toMatch(/`age` like last: PSI at most 0\.2: it is \d/);
    expect(stderr).toMatch(/`age` like last: KS distance at most 0\.2: it is 0\.8 /);
    expect(stderr).toMatch(
      /`plan` like last: share of values not seen before at most 0: it is 0\.0169/,
    );
    expect(stderr).toMatch(
      /`plan` like last: change of the share of missing values at most 0\.01: it is 0\.0166/,
    );
    expect(stderr).not.toMatch(/`plan` like last: PSI/);
  });
});
