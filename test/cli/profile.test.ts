import { describe, expect, it } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { housesCsv } from '../helpers/small-data.js';
import { housesYaml } from '../helpers/small-projects.js';

const houses = (rows = 150): Promise<ProjectDir> =>
  ProjectDir.with({ 'mlx.yaml': housesYaml, 'data/houses.csv': housesCsv(rows) });

describe('mlx profile FILE', () => {
  it('needs no project and leaves nothing behind', async () => {
    await using project = await ProjectDir.with({ 'houses.csv': housesCsv(150) });
    const { exitCode, stdout, stderr } = await project.mlx('profile houses.csv --target price');
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^houses\.csv {2}150 rows · 5 columns/);
    expect(stdout).toMatch(/say something of price: area/);
    expect(await project.files()).toEqual(['houses.csv']);
  });

  it('writes a page where it is told to', async () => {
    await using project = await ProjectDir.with({ 'houses.csv': housesCsv(150) });
    const { stdout } = await project.mlx('profile houses.csv --html pages/houses.html');
    expect(stdout).toMatch(/report {2}pages\/houses\.html\n$/);
    expect(await project.read('pages/houses.html')).toContain('<title>houses.csv: profile</title>');
  });

  it('shows one column', async () => {
    await using project = await ProjectDir.with({ 'houses.csv': housesCsv(150) });
    const { stdout } = await project.mlx('profile houses.csv --target price --column district');
    expect(stdout).toMatch(/^district {2}category\n/);
    expect(stdout).toMatch(/says of price/);
    expect(stdout).toMatch(/north +\d+ +\d+ % {2}█/);
  });

  it.each([
    ['profile nothing.csv', 4, 'nothing.csv'],
    ['profile houses.csv --target pricee', 4, 'Did you mean `price`?'],
    ['profile houses.csv --column pricee', 2, 'Did you mean `price`?'],
    ['profile houses.csv --source nothing=1', 2, 'nothing'],
    ['profile --target price', 2, '`--target` goes with a data file'],
    ['profile houses.txt', 4, 'houses.txt'],
  ])('%s ends with %i and says why', async (line, code, words) => {
    await using project = await ProjectDir.with({ 'houses.csv': housesCsv(30) });
    const { exitCode, stderr, stdout } = await project.mlx(line);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(words)]);
    expect(stdout).toBe('');
  });

  it('stops when it is told to, and leaves nothing behind', async () => {
    await using project = await ProjectDir.with({ 'houses.csv': housesCsv(30) });
    const stopping = new AbortController();
    stopping.abort();
    const { exitCode } = await project.mlx('profile houses.csv', { signal: stopping.signal });
    expect(exitCode).toBe(130);
    expect(await project.files()).toEqual(['houses.csv']);
  });
});

describe('personal data in a profile', () => {
  const people = (): string =>
    [
      'mail,iban,age',
      ...Array.from(
        { length: 60 },
        (_, at) =>
          `ann.${at}@mail.test,${['DE89370400440532013000', 'GB82WEST12345698765432', 'NL91ABNA0417164300'][at % 3] ?? ''},${20 + (at % 40)}`,
      ),
    ].join('\n');

  it('is named, and none of its values is shown anywhere', async () => {
    await using project = await ProjectDir.with({ 'people.csv': people() });
    for (const how of ['', '--json', '--column mail', '--column iban', '--html page.html']) {
      const { exitCode, stdout, stderr } = await project.mlx(`profile people.csv ${how}`);
      expect(exitCode, stderr).toBe(0);
      expect(stdout + stderr).not.toMatch(/mail\.test|DE8937|GB82WEST|NL91ABNA/);
      if (how === '') expect(stdout).toContain('`mail` holds e-mail addresses: 60 of 60 values');
    }
    const page = await project.read('page.html');
    expect(page).toContain('holds e-mail addresses: 60 of 60 values');
    expect(page).not.toMatch(/mail\.test|DE8937|GB82WEST|NL91ABNA/);
  });

  it('drifts without its new values being told', async () => {
    const old = people();
    await using project = await ProjectDir.with({
      'old.csv': old,
      'new.csv': old.replaceAll('NL91ABNA0417164300', 'FR1420041010050500013M02606'),
    });
    for (const how of ['', '--json']) {
      const { exitCode, stdout } = await project.mlx(`profile new.csv --against old.csv ${how}`);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('iban');
      expect(stdout).not.toContain('FR1420041010');
    }
  });
});

describe('mlx profile in a project', () => {
  it('ingests first, knows the target, and remembers what it saw', async () => {
    await using project = await houses();
    const first = await project.mlx('profile --json');
    expect(first.exitCode, first.stderr).toBe(0);
    const kept = (await project.files()).filter((file) => file.includes('cache/profiles/'));
    expect(kept).toHaveLength(1);
    expect(JSON.parse(first.stdout)).toMatchObject({
      schema: 'mlx.profile/1',
      data: 'houses',
      target: { name: 'price', kind: 'number' },
    });
    await project.write({ [kept[0] ?? '']: JSON.stringify({ marked: true }) });
    expect((await project.mlx('profile --json')).stdout).toContain('"marked": true');
    expect((await project.mlx('profile --json --force')).stdout).toBe(first.stdout);
  });

  it('looks again when the data has changed', async () => {
    await using project = await houses(150);
    await project.mlx('profile');
    await project.write({ 'data/houses.csv': housesCsv(160) });
    expect((await project.mlx('profile')).stdout).toMatch(/^houses {2}160 rows/);
  });

  it('ingest --profile writes both reports, and the artifact is the same without', async () => {
    await using project = await houses();
    await project.mlx('ingest');
    const before = (await project.files()).filter((file) => file.includes('artifacts'));
    const { stdout } = await project.mlx('ingest --profile');
    expect(stdout).toContain('reports/profile.html');
    expect(JSON.parse(await project.read('reports/profile.json'))).toMatchObject({
      schema: 'mlx.profile/1',
      rows: 150,
    });
    expect((await project.files()).filter((file) => file.includes('artifacts'))).toEqual(before);
  });
});

describe('mlx profile --against', () => {
  const shifted = (csv: string): string =>
    csv.replaceAll(/^(\d+)/gm, (area) => String(Number(area) + 60)).replaceAll('lake', 'sea');

  it('says which columns have moved between two files, and by how much', async () => {
    const old = housesCsv(400);
    await using project = await ProjectDir.with({ 'old.csv': old, 'new.csv': shifted(old) });
    const { exitCode, stdout, stderr } = await project.mlx(
      'profile new.csv --against old.csv --json',
    );
    expect(exitCode, stderr).toBe(0);
    const { columns } = JSON.parse(stdout) as {
      columns: { name: string; psi: number; ks?: number; fresh?: string[] }[];
    };
    const of = (name: string) => columns.find((column) => column.name === name);
    expect(of('area')?.psi).toBeGreaterThan(0.25);
    expect(of('district')).toMatchObject({ fresh: ['sea'] });
    expect(of('price')).toMatchObject({ psi: 0, ks: 0 });
    const { stdout: text } = await project.mlx('profile new.csv --against old.csv');
    expect(text).toMatch(/district .* far +sea\n/);
    expect(text).toMatch(/2 columns far .*3 stable\n$/);
  });

  it("compares the project's data with that of a past run", async () => {
    await using project = await houses(200);
    await project.mlx('ingest');
    const runs = JSON.parse((await project.mlx('runs list --json')).stdout) as {
      runs: { id: string }[];
    };
    const files = await project.files();
    const run = files.find((file) => file.includes('.mlx/runs/'))?.match(/([^/]+)\.json$/)?.[1];
    expect(runs.runs).toHaveLength(1);
    await project.write({ 'data/houses.csv': shifted(housesCsv(200)) });
    const { stdout, stderr, exitCode } = await project.mlx(`profile --against ${run ?? ''}`);
    expect(exitCode, stderr).toBe(0);
    expect(stdout).toMatch(/^houses {2}200 rows, against run /);
  });

  it.each([
    ['profile new.csv --against nothing', 2, 'neither a file nor a run'],
    ['profile new.csv --against missing.csv', 4, '`missing.csv` is not there; looked for'],
    ['profile new.csv --against old/*.csv', 4, '`old` is not there'],
  ])('%s is refused', async (line, code, words) => {
    await using project = await ProjectDir.with({ 'new.csv': housesCsv(30) });
    const { exitCode, stderr } = await project.mlx(line);
    expect([exitCode, stderr]).toEqual([code, expect.stringContaining(words)]);
  });

  it('a file that is not there is no run of the project', async () => {
    await using project = await houses();
    const { exitCode, stderr } = await project.mlx('profile --against missing.csv');
    expect([exitCode, stderr]).toEqual([
      4,
      expect.stringContaining('`missing.csv` is not there; looked for'),
    ]);
  });
});
