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
