import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { randomFor } from '../../src/contracts/seeded-random.js';
import { ProjectDir } from '../helpers/project-dir.js';

/** People of whom older and richer ones say yes, men a little sooner than women; `b` is noise. */
function people(rows = 900): string {
  const random = randomFor(5, 'people');
  const lines = Array.from({ length: rows }, (_, row) => {
    const sex = random() < 0.5 ? 'm' : 'f';
    const age = 20 + Math.floor(random() * 50);
    const income = Math.round(1000 + random() * 4000);
    const odds = (age - 45) / 10 + (income - 3000) / 1000 + (sex === 'm' ? 0.7 : -0.7);
    const says = odds + 2 * (random() - 0.5) > 0 ? 'yes' : 'no';
    return `${row},${sex},${age},${income},${random().toFixed(3)},${says}`;
  });
  return `id,sex,age,income,b,says\n${lines.join('\n')}\n`;
}

const yaml = (requirements: readonly string[]): string => `
task: { type: classification, target: says, positive: "yes" }
ingest: { path: people.csv, columns: { id: id } }
split: { test: 30%, validation: 20% }
train: linear
requirements:
${requirements.map((line) => `  - ${line}\n`).join('')}`;

const profit = `export default {
  direction: 'higher',
  score: ({ truth, predicted }) =>
    truth.reduce((sum, is, row) => sum + (predicted[row] === 1 ? (is === 1 ? 10 : -5) : 0), 0) / truth.length,
};
`;

describe('the contract', () => {
  it('holds each line against the test rows, and names those that miss with numbers and place', async () => {
    await using project = await ProjectDir.with({
      'people.csv': people(600),
      'profit.js': profit,
      'mlx.yaml': yaml([
        '{ metric: roc_auc, min: 0.8, sure: 95% }',
        '{ metric: ./profit.js, min: 1 }',
        '{ metric: { fbeta: { beta: 2 } }, min: 0.7 }',
        '{ metric: roc_auc, versus: production, max_loss: 0.01 }',
        '{ metric: recall, by: [sex, age], worst: 0.99 }',
        '{ fairness: demographic_parity, by: sex, max: 0.01 }',
        '{ robustness: { missing: each }, metric: roc_auc, max_loss: 0.01 }',
        '{ robustness: { noise: 0.01 }, metric: roc_auc, max_loss: 0.05 }',
        '{ leaks: { max: 0, kinds: [duplicates] } }',
      ]),
    });
    const run = await project.mlx('evaluate');
    expect(run.exitCode).toBe(5);
    expect(run.stderr).toContain('The model misses 3 requirements');
    expect(run.stderr).toMatch(
      /mlx\.yaml:11:5 `recall` of sex \w, age [^(]+\(\d+ rows\) is 0\S* \(95 % interval/,
    );
    expect(run.stderr).toMatch(
      /mlx\.yaml:12:5 the share decided `yes` goes from 0\.\d+ \(sex f, \d+ rows\) to 0\.\d+ \(sex m, \d+ rows\)/,
    );
    expect(run.stderr).toMatch(
      /mlx\.yaml:13:5 `roc_auc` is 0\.\d+, and 0\.\d+ with \w+ missing \(the worst of 4/,
    );
    const html = await readFile(join(project.path, 'reports/evaluation.html'), 'utf8');
    expect(html).toContain('this is the first');
    expect(html).toContain('age missing');
    expect(html).toContain('./profit.js');
  }, 180_000);

  it('compares with the model of an earlier run, on the same rows', async () => {
    await using project = await ProjectDir.with({
      'people.csv': people(),
      'mlx.yaml': yaml(['{ metric: roc_auc, min: 0.5 }']),
    });
    const first = await project.mlx('evaluate --json');
    expect(first.exitCode).toBe(0);
    // What commands print has no ids that change from run to run.
    const [record = ''] = await readdir(join(project.path, '.mlx/runs'));
    const id = record.replace(/\.json$/, '');
    const line = `{ metric: roc_auc, versus: ${id}, max_loss: 0.01, sure: 95% }`;
    await project.write({ 'mlx.yaml': yaml([line]) });
    expect((await project.mlx('evaluate')).exitCode).toBe(0);
    const worse = await project.mlx('evaluate --set features.age=drop');
    expect(worse.exitCode).toBe(5);
    expect(worse.stderr).toMatch(
      new RegExp(
        `\`roc_auc\` is 0\\.\\d+, and 0\\.\\d+ for run .+ on the same rows: a loss of 0\\.\\d+ \\(95 % interval`,
      ),
    );
  });

  it('a metric of the project chooses between candidates and trials, in the direction that it declares', async () => {
    // Best is what says "yes" to nobody: no metric of mlx would choose that.
    const quiet = `export default {
      title: 'share said yes to',
      direction: 'lower',
      score: ({ predicted }) => predicted.filter((each) => each === 1).length / predicted.length,
    };`;
    const candidates = `{ candidates: { line: linear, floor: baseline }, select: ./quiet.js }`;
    const tune =
      '{ search: { threshold.at: [0.2, 0.9] }, sampler: grid, trials: 4, objectives: [{ metric: ./quiet.js }, { metric: fbeta(beta=2) }] }';
    await using project = await ProjectDir.with({
      'people.csv': people(400),
      'quiet.js': quiet,
      'mlx.yaml': `${yaml(['{ metric: ./quiet.js, max: 0.9 }']).replace('train: linear', `train: ${candidates}`)}tune: ${tune}\nevaluate: { insight: false }\n`,
    });
    const run = await project.mlx('evaluate --json');
    expect(run.exitCode).toBe(0);
    const found = await onlyFile(project, 'tune', 'tuning.json');
    const { metric, direction, trials, winner } = found as {
      metric: string;
      direction: string;
      trials: { number: number; values: number[] }[];
      winner: { number: number };
    };
    expect([metric, direction]).toEqual(['./quiet.js', 'lower']);
    const least = Math.min(...trials.map(({ values }) => values[0] ?? 1));
    expect(trials.find(({ number }) => number === winner.number)?.values[0]).toBe(least);
    const trained = await onlyFile(project, 'train', 'training.json');
    expect(trained).toMatchObject({ metric: './quiet.js' });
    const judged = await onlyFile(project, 'evaluate', 'evaluation.json');
    expect(judged).toMatchObject({
      evaluation: {
        metrics: { './quiet.js': { title: 'share said yes to', direction: 'lower' } },
      },
    });
    // Another metric in the same file is another project: nothing of it is reused.
    await project.write({ 'quiet.js': quiet.replace("'lower'", "'higher'") });
    const plan = await project.mlx('run --dry-run');
    expect(plan.stdout).toMatch(/tune\s+run/);
    await project.write({
      'quiet.js': quiet.replace(
        "direction: 'lower',",
        "direction: 'lower', tasks: ['regression'],",
      ),
    });
    const unsuited = await project.mlx('train');
    expect(unsuited.exitCode).toBe(4);
    expect(unsuited.stderr).toContain(
      'by its `tasks` it judges regression, and this task is binary',
    );
  }, 180_000);

  it('refuses a look too many before it is had', async () => {
    await using project = await ProjectDir.with({
      'people.csv': people(300),
      'mlx.yaml': yaml(['{ looks: 1 }']),
    });
    expect((await project.mlx('evaluate')).exitCode).toBe(0);
    const second = await project.mlx('evaluate --set features.age=drop');
    expect(second.exitCode).toBe(5);
    expect(second.stderr).toContain('mlx.yaml:7:');
    expect(second.stderr).toContain('`looks: 1` allows no more');
  });
});

async function onlyFile(project: ProjectDir, stage: string, file: string): Promise<unknown> {
  const folder = join(project.path, '.mlx/artifacts', stage);
  const [first = ''] = await readdir(folder);
  return JSON.parse(await readFile(join(folder, first, file), 'utf8'));
}
