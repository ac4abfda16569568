// Holds gradient boosting against LightGBM on every tabular data set: same rows, 100 trees, defaults otherwise.
//   node bench/boosting-quality.mjs [DATA] [--python PATH] [--seeds N] [--sets a,b] [--params JSON] [--no-write]
// Small tables are split more often, so that the luck of a split does not decide: N times (5) from 10,000 rows on, four times as often from
// 1,000 on, and twelve times as often below. Writes bench/results/boosting-quality.json and the table of docs/gradient-boosting.md; with
// --sets those sets take the place of what was measured of them before. The Python needs lightgbm, scikit-learn and pandas.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { measuredOn, readResults, writeResults } from './benchmarks-page.mjs';
import { compared, signed, writeQualityTable } from './boosting-quality-table.mjs';
import { auc, positivesOf } from './scores.mjs';
import { temporaryFolder } from './temporary-folder.mjs';
import { bundleTrees } from './trees-bundle.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    seeds: { type: 'string', default: '5' },
    sets: { type: 'string' },
    params: { type: 'string', default: '{}' },
    'no-write': { type: 'boolean', default: false },
  },
});
const data = resolve(positionals[0] ?? process.env.MLX_TEST_DATA ?? here('../../shared/data'));
const work = temporaryFolder('boosting-quality');
await bundleTrees(work);
const { gradientBoosting } = await import(pathToFileURL(join(work, 'gradient-boosting.js')));
const defaults = Object.fromEntries(
  Object.entries(gradientBoosting.params).map(([name, param]) => [name, param.default]),
);
const params = {
  ...defaults,
  trees: 100,
  threads: 1,
  early_stopping: { patience: 0, min_delta: 0 },
  ...JSON.parse(options.params),
};

const python = spawn(
  options.python,
  [here('boosting-quality.py'), data, work, options.seeds, ...(options.sets ? [options.sets] : [])],
  { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, OMP_NUM_THREADS: '1' } },
);
const results = new Map();
for await (const line of createInterface({ input: python.stdout })) {
  const facts = JSON.parse(line);
  const folder = join(work, `${facts.name}-${facts.seed}`);
  const runs = results.get(facts.name) ?? [];
  runs.push(await compare(facts, folder));
  results.set(facts.name, runs);
  if (runs.length === facts.seeds) console.log(lineOf(facts.name, runs));
}
if (!options['no-write']) {
  const before =
    options.sets === undefined ? [] : ((await readResults('boosting-quality'))?.sets ?? []);
  const measured = measuredOn();
  const now = [...results].map(([name, runs]) => ({ name, measured, runs }));
  const isNew = ({ name }) => results.has(name);
  const sets = [...before.filter((each) => !isNew(each)), ...now];
  await writeResults('boosting-quality', { sets });
  await writeQualityTable(sets);
}

async function compare(facts, folder) {
  const read = (file, kind) => {
    const bytes = readFileSync(join(folder, file));
    return new kind(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
  };
  const rows = (prefix) => {
    const values = read(`${prefix}x.f32`, Float32Array);
    const columns = Array.from({ length: facts.columns }, (_, at) => `x${at}`);
    const blocks = Object.entries(facts.levels).map(([start, levels]) => ({
      name: `x${start}`,
      kind: 'category',
      start: Number(start),
      width: 1,
      levels,
    }));
    const x = { rows: values.length / facts.columns, columns, values, blocks };
    return { x, y: read(`${prefix}y.f64`, Float64Array) };
  };
  const test = rows('test-');
  const classes = Array.from({ length: facts.classes }, (_, at) => `${at}`);
  const { model } = await gradientBoosting.fit(
    { task: { kind: facts.kind, target: 'y', classes }, train: rows('') },
    params,
    { seed: facts.seed, label: 'bench', signal: new AbortController().signal, emit() {} },
  );
  const theirs = read('lightgbm.f64', Float64Array);
  const said = gradientBoosting.predictor(model)(test.x).values;
  const both =
    facts.kind === 'binary'
      ? Float64Array.from(theirs, (p) => p).reduce(
          (all, p, at) => {
            all[2 * at] = 1 - p;
            all[2 * at + 1] = p;
            return all;
          },
          new Float64Array(2 * theirs.length),
        )
      : theirs;
  return { mlx: metricsOf(facts, said, test.y), lightgbm: metricsOf(facts, both, test.y) };
}

function metricsOf({ kind, classes }, values, y) {
  if (kind === 'regression') {
    return { rmse: Math.sqrt(y.reduce((sum, t, at) => sum + (values[at] - t) ** 2, 0) / y.length) };
  }
  const counts = Array.from({ length: classes }, () => ({ hit: 0, said: 0, is: 0 }));
  let [right, loss] = [0, 0];
  for (const [row, truth] of y.entries()) {
    const of = values.subarray(row * classes, (row + 1) * classes);
    const answer = of.indexOf(Math.max(...of));
    if (answer === truth) right++;
    counts[answer].said++;
    counts[truth].is++;
    if (answer === truth) counts[truth].hit++;
    loss -= Math.log(Math.max(1e-15, of[truth]));
  }
  const f1 = counts.map(({ hit, said, is }) => (2 * hit) / Math.max(1, said + is));
  return {
    accuracy: right / y.length,
    macroF1: f1.reduce((a, b) => a + b) / classes,
    logLoss: loss / y.length,
    ...(kind === 'binary' ? { auc: auc(y, positivesOf(values)) } : {}),
  };
}

/** Means over the splits, ours / theirs, and by how much ours are above theirs, split by split, ± the standard error of that. */
function lineOf(name, runs) {
  const parts = Object.keys(runs[0].mlx).map((metric) => {
    const { ours, theirs, above, error } = compared(runs, metric);
    return `${metric} ${ours.toFixed(4)} / ${theirs.toFixed(4)} (${signed(above)} ± ${error.toFixed(4)})`;
  });
  return `${name.padEnd(22)} ${parts.join('   ')}`;
}
