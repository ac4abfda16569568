// Evaluates very many rows and says how large the HTML report is and how long `mlx evaluate` took with all before it.
//
//   node bench/large-report.mjs [--rows 1000000] [--page FILE]
//
// Rows are made up: two numbers with holes, a whole number, a plan of three and a city of forty; 10,000 rows train, 10,000 validate, the
// rest is the test split. `--page` keeps the report, to be looked at. Needs a built mlx.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { copyFile, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runMlx } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: { rows: { type: 'string', default: '1000000' }, page: { type: 'string' } },
});
const rows = Number(options.rows);
const learnt = 20_000;
const folder = temporaryFolder('large-report');
await writeRows(join(folder, 'rows.csv'));
await writeFile(join(folder, 'mlx.yaml'), project());
const started = performance.now();
await runMlx(folder, 'evaluate', '-q');
const seconds = (performance.now() - started) / 1000;
const page = join(folder, 'reports', 'evaluation.html');
const { size } = await stat(page);
if (options.page !== undefined) await copyFile(page, options.page);
const told = (await readFile(page, 'utf8')).includes(rows.toLocaleString('en-US'));
if (!told) throw new Error(`the report does not say that it is of ${rows} rows`);
console.log(
  `${rows} test rows: report of ${(size / 1000).toFixed(0)} kB in ${seconds.toFixed(0)} s`,
);

function project() {
  return `version: 1
name: large
seed: 1
task: { type: classification, target: left, positive: "yes" }
ingest:
  sources: { rows: { type: csv, path: rows.csv } }
  columns: { id: { role: id } }
split: { strategy: column, column: part }
train:
  candidates:
    trees: { model: gradient-boosting, trees: 30 }
    line: linear
requirements:
  - { metric: roc_auc, min: 0.5 }
  - { metric: accuracy, min: 0.5, by: city }
`;
}

async function writeRows(file) {
  const out = createWriteStream(file);
  out.write('id,age,income,city,plan,visits,left,part\n');
  let state = 12345;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  for (let row = 0; row < rows + learnt; row++) {
    const age = 18 + Math.floor(random() * 60);
    const income = (random() * 5 + random() * 5) * 10_000;
    const city = Math.floor(random() * random() * 40);
    const plan = ['basic', 'plus', 'pro'][Math.floor(random() * 3)];
    const visits = Math.floor(-Math.log(random() + 1e-9) * 8);
    const score =
      (age - 45) / 20 - (income - 50_000) / 40_000 + (plan === 'basic' ? 0.7 : 0) - visits / 20;
    const left = score + (random() + random() + random() - 1.5) * 2 > 0 ? 'yes' : 'no';
    const shown = random() < 0.02 ? '' : income.toFixed(2);
    const part = row < learnt / 2 ? 'train' : row < learnt ? 'validation' : 'test';
    const line = `${row},${age},${shown},city${city},${plan},${visits},${left},${part}\n`;
    if (!out.write(line)) await once(out, 'drain');
  }
  out.end();
  await once(out, 'finish');
}
