// What the scripts that measure serving have in common: a project with boosted trees, made by the command, and a row of it.
import { execFileSync } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';

const mlx = resolve(import.meta.dirname, '..', 'bin', 'mlx.js');

/** A row of the `churn` template with all of its fields. */
export const exampleRow = {
  ...{ region: 'city', plan: 'basic', contract: 'yearly', payment_method: 'invoice' },
  ...{ paperless: true, senior: true, tenure_months: 46, monthly_charge: 30.5, data_gb: 4.2 },
  ...{ support_calls: 1, late_payments: 1, satisfaction: 1 },
};

/**
 * The `churn` template with one candidate, boosted trees, packaged in `folder`; returns the project's folder. `leave` takes the
 * lines of its table away that are not to be learned from; `train` is the share of the rest that is learned from.
 */
export async function churnProject(folder, { trees, train = 70, leave = (lines) => lines }) {
  const run = (args, cwd) => execFileSync(process.execPath, [mlx, ...args], { cwd, stdio: 'pipe' });
  run(['init', 'churn', '--template', 'churn', '-q'], folder);
  const project = join(folder, 'churn');
  const file = join(project, 'mlx.yaml');
  const boosted = `train:\n  candidates:\n    boosted: { model: gradient-boosting, trees: ${trees} }\n  select: roc_auc\n`;
  const yaml = (await readFile(file, 'utf8'))
    .replace(/^train:\n(?:[ \t].*\n|\n|#.*\n)+/m, `${boosted}\n`)
    // The few rows left for a test would prove nothing: the script asks both servers about rows neither has seen.
    .replace(/^requirements:\n(?:[ \t].*\n|\n|#.*\n)+/m, '')
    .replace('train: 70%, validation: 15%, test: 15%', shares(train))
    .replace(/^tune:\n(?:[ \t].*\n|\n|#.*\n)+/m, '');
  await writeFile(file, yaml);
  const table = join(project, 'data', 'churn.csv');
  const [header, ...lines] = (await readFile(table, 'utf8')).trimEnd().split('\n');
  await writeFile(table, `${[header, ...leave(lines)].join('\n')}\n`);
  run(['package', '-q'], project);
  return project;
}

function shares(train) {
  const each = (100 - train) / 2;
  return `train: ${train}%, validation: ${each}%, test: ${each}%`;
}
