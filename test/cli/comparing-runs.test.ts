import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ProjectDir } from '../helpers/project-dir.js';
import { customersCsv } from '../helpers/small-data.js';
import { customersYaml } from '../helpers/small-projects.js';

let project: ProjectDir;

/** How far probabilities are from what was: lower is better. */
const doubts = `export default {
  direction: 'lower',
  score: ({ truth, probabilities }) =>
    probabilities.reduce((sum, each, row) => sum + Math.abs(truth[row] - each[1]), 0) / truth.length,
};
`;

/** Three runs, oldest first: all columns; without the telling ones; on another split. */
beforeAll(async () => {
  project = await ProjectDir.with({
    'mlx.yaml': customersYaml
      .replace(/^tune:[^]*?(?=requirements)/m, '')
      .replace('min: 0.6', 'min: 0.2')
      .concat('  - { metric: ./doubts.ts, max: 1 }\n'),
    'doubts.ts': doubts,
    'data/customers.csv': customersCsv(1200),
  });
  for (const set of [
    [],
    ['--set', 'features={"tenure":"drop","plan":"drop"}'],
    ['--set', 'seed=8'],
  ]) {
    const { exitCode, stderr } = await project.mlx(['package', '-q', ...set]);
    expect(exitCode, stderr).toBe(0);
  }
});
afterAll(() => project[Symbol.asyncDispose]());

interface Compared {
  readonly settings: readonly { readonly name: string }[];
  readonly against: readonly {
    readonly kind: string;
    readonly why?: string;
    readonly comparison?: {
      readonly rows: number;
      readonly metrics: Record<string, { readonly difference: number; readonly p: number }>;
    };
  }[];
}

describe('mlx runs compare', () => {
  test('tells a clear difference on the same test rows, and says when rows differ', async () => {
    const { stdout } = await project.mlx('runs compare latest~2 latest~1 latest');
    expect(stdout).toMatch(/^test rows +180 rows, \w{7} +the same +180 rows/m);
    expect(stdout).toMatch(/B against A: clearly worse in .*roc_auc.* \(the same 180 test rows/);
    expect(stdout).toContain('C against A: not the same test rows');
    expect(stdout).toMatch(/^latency a row +<time> +<time> +<time>/m);
    expect(stdout).toMatch(/^features\.tenure +\(unset\) +\{"drop":true\}/m);
  });

  test('gives the figures as JSON, the same both ways round but for the sign', async () => {
    const read = async (line: string): Promise<Compared> =>
      JSON.parse((await project.mlx(`${line} --json`)).stdout) as Compared;
    const there = (await read('runs compare latest~2 latest~1')).against[0]?.comparison;
    const back = (await read('runs compare latest~1 latest~2')).against[0]?.comparison;
    expect(there?.rows).toBe(180);
    const sum = (one = Number.NaN, other = Number.NaN): number => one + other;
    const [one, other] = [there, back].map((each) => each?.metrics['roc_auc']);
    expect(sum(one?.difference, other?.difference)).toBe(0);
    expect(other?.p).toBe(one?.p);
    expect(one?.difference).toBeLessThan(-0.05);
    expect(one?.p).toBeLessThan(0.01);
  });

  test("tests a metric of the project's own, and not one whose code has changed since", async () => {
    const line = 'runs compare latest~2 latest~1';
    const { stdout } = await project.mlx(line);
    expect(stdout).toMatch(
      /^\.\/doubts\.ts .*\n {2}against A +[+]0\.\d+ \([+]0.* to [+]0.*\), p <?0\.0\d\d: worse/m,
    );
    expect(stdout).toMatch(/clearly worse in .*\.\/doubts\.ts/);
    try {
      await project.write({ 'doubts.ts': doubts.replace('sum + ', 'sum + 2 * ') });
      const changed = await project.mlx(line);
      expect(changed.stdout).toMatch(/^\.\/doubts\.ts .*\n(?! +against A)/m);
      expect(changed.stdout).toContain(
        'B against A: `./doubts.ts` gives other values now than the runs noted: not tested',
      );
      await project.write({ 'doubts.ts': 'export default { direction: 1 };' });
      const broken = await project.mlx(line);
      expect(broken.exitCode, broken.stderr).toBe(0);
      expect(broken.stdout).toMatch(
        /`\.\/doubts\.ts` cannot be measured any more \(.*\): not tested/,
      );
    } finally {
      await project.write({ 'doubts.ts': doubts });
    }
  });

  test('refuses one run, and a run named twice', async () => {
    expect((await project.mlx('runs compare latest')).exitCode).toBe(2);
    expect((await project.mlx('runs compare latest latest~0')).stderr).toContain('named twice');
    expect((await project.mlx('runs compare latest 1999')).stderr).toContain('no run `1999`');
  });
});

describe('mlx runs list', () => {
  const ids = async (line: string): Promise<readonly string[]> => {
    const { stdout } = await project.mlx(`runs list ${line} --json`);
    return (JSON.parse(stdout) as { runs: { startedAt: string }[] }).runs.map(
      ({ startedAt }) => startedAt,
    );
  };

  test('filters by metric, tag, time and outcome, and sorts by a metric', async () => {
    const [newest = '', middle = '', oldest = ''] = await ids('');
    expect(await ids('--metric roc_auc<0.7')).toEqual([middle]);
    expect(await ids('--metric auc>=0.7 --limit 1')).toEqual([newest]);
    expect((await ids('--sort roc_auc')).at(-1)).toBe(middle);
    expect(await ids('--since 2000-01-01')).toEqual([newest, middle, oldest]);
    expect(await ids('--outcome failed')).toEqual([]);
    expect(await ids('--branch none')).toEqual([]);
    await project.mlx('runs tag latest~1 +weak second');
    await project.mlx(['runs', 'note', '+weak', 'without what tells most']);
    expect(await ids('--tag weak --tag second')).toEqual([middle]);
    expect((await project.mlx('runs list --tag weak')).stdout).toContain(
      '+second +weak: without what tells most',
    );
    await project.mlx('runs tag +weak --remove weak');
    expect(await ids('--tag weak')).toEqual([]);
  });

  test("sorts and filters by a metric of the project's own, the better way first", async () => {
    const [newest = '', middle = '', oldest = ''] = await ids('');
    const listed = await project.mlx('runs list --sort doubts.ts');
    expect(listed.stdout).toMatch(/^run .* \.\/doubts\.ts/m);
    const [, ...lines] = listed.stdout.trim().split('\n');
    const values = lines.map((line) => Number(/(\d\.\d+)/.exec(line.split('$').at(-1) ?? '')?.[1]));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect((await ids('--sort ./doubts.ts')).at(-1)).toBe(middle);
    expect(await ids('--metric ./doubts.ts<0.0001')).toEqual([]);
    expect(await ids('--metric ./doubts.ts>0')).toEqual([newest, middle, oldest]);
  });

  test.each([
    ['--metric roc_auc', "Write it in quotes, such as `--metric 'roc_auc>0.9'`"],
    ['--metric rocauc>1', 'Did you mean `roc_auc`?'],
    ['--since yesterday', 'Give a span such as 7d'],
    ['--sort beauty', 'Use started, cost, took, a metric of your own'],
    ['--sort ./profit.ts', 'Runs measured `./doubts.ts`'],
    ['--metric ./profit.ts>1', 'No run measured `./profit.ts`'],
  ])('refuses %s', async (line, hint) => {
    const { exitCode, stderr } = await project.mlx(`runs list ${line}`);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(hint);
  });

  test('a tag that is none is refused', async () => {
    expect((await project.mlx(['runs', 'tag', 'latest', 'two words'])).exitCode).toBe(2);
    expect((await project.mlx('runs tag latest')).exitCode).toBe(2);
  });
});

describe('mlx diff', () => {
  test('says what changed between two runs, by path, and why stages differ', async () => {
    const { stdout } = await project.mlx('diff latest~1 latest');
    expect(stdout).toMatch(/^ {2}seed +7 → 8$/m);
    expect(stdout).toMatch(/^ {2}features\.tenure +\{"drop":true\} → \(unset\)/m);
    expect(stdout).toMatch(/^ {2}ingest +same/m);
    expect(stdout).toMatch(/^ {2}split +differs +dropped .*\n +seed 7 → 8/m);
  });

  test('against the project as it is: place of the setting, data, and what is stale', async () => {
    const csv = await project.read('data/customers.csv');
    await project.write({ 'data/customers.csv': `${csv}${csv.split('\n')[1] ?? ''}\n` });
    const { stdout, exitCode } = await project.mlx('diff --detailed-exitcode');
    expect(exitCode).toBe(10);
    expect(stdout).toMatch(/^ {2}seed +8 → 7 {2}mlx\.yaml:3$/m);
    expect(stdout).toMatch(/^ {2}data\/customers\.csv +changed$/m);
    expect(stdout).toMatch(/^ {2}ingest +stale +data\/customers\.csv changed$/m);
    await project.write({ 'data/customers.csv': csv });
    const same = await project.mlx('diff --set seed=8 --detailed-exitcode');
    expect(same).toMatchObject({ exitCode: 0 });
    expect(same.stdout).toContain('nothing is different');
  });
});
