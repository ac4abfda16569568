import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { markdownTable } from './benchmarks-page.mjs';

const page = fileURLToPath(new URL('../docs/gradient-boosting.md', import.meta.url));
const [start, end] = ['<!-- boosting-quality -->', '<!-- end of boosting-quality -->'];

const titles = {
  accuracy: 'accuracy',
  auc: 'ROC AUC',
  logLoss: 'log loss',
  macroF1: 'macro F1',
  rmse: 'RMSE',
};
const lowerIsBetter = new Set(['logLoss', 'rmse']);

/** Means over the splits, and by how much ours are above theirs, split by split, with the standard error of that. */
export function compared(runs, metric) {
  const [ours, theirs] = ['mlx', 'lightgbm'].map((side) => runs.map((run) => run[side][metric]));
  const differences = ours.map((value, at) => value - theirs[at]);
  const above = mean(differences);
  const squares = differences.reduce((sum, value) => sum + (value - above) ** 2, 0);
  const error = Math.sqrt(squares / Math.max(1, runs.length - 1) / runs.length);
  return { ours: mean(ours), theirs: mean(theirs), above, error };
}

/** With the sign that is set in print. */
export function signed(value, digits = 4) {
  return `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(digits)}`;
}

/** Replaces the table of docs/gradient-boosting.md: every set and metric, and by how many per cent mlx is better. */
export async function writeQualityTable(sets) {
  const rows = sets.flatMap(({ name, runs }) =>
    Object.keys(titles)
      .filter((metric) => metric in runs[0].mlx)
      .map((metric) => rowOf(name, runs, metric)),
  );
  const { measured } = sets.at(-1);
  const header = ['data', 'splits', 'metric', 'mlx', 'LightGBM', 'difference', 'mlx is better by'];
  const text = await readFile(page, 'utf8');
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`${page} has no markers ${start} and ${end}`);
  const content = `Last measured on ${measured.date} at ${measured.commit}, Node ${measured.node}, ${measured.machine}.\n\n${markdownTable(header, rows)}`;
  await writeFile(page, `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`);
}

function rowOf(name, runs, metric) {
  const { ours, theirs, above, error } = compared(runs, metric);
  const digits = theirs >= 100 ? 1 : 4;
  const better = (100 * (lowerIsBetter.has(metric) ? -above : above)) / theirs;
  const values = [ours.toFixed(digits), theirs.toFixed(digits)];
  const difference = `${signed(above, digits)} ± ${error.toFixed(digits)}`;
  return [name, `${runs.length}`, titles[metric], ...values, difference, `${signed(better, 2)} %`];
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
