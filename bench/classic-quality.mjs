// node bench/classic-quality.mjs PYTHON DATA [MOST_ROWS [SPLITS [TABLE …]]]: the classic families beside scikit-learn's on real tables, each from the
// same matrices and splits; results in bench/results/classic-quality.json and docs/benchmarks.md. Of larger tables MOST_ROWS rows
// are drawn. Small tables are split more often: SPLITS times from 10,000 rows on, four times as often from 1,000 on, twelve times as often below.
// Forests of scikit-learn get categories as codes and as columns, and the better custom of each table counts. With tables named, those take
// the place of what was measured of them before.
import { spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  markdownTable,
  measuredOn,
  readResults,
  writeResults,
  writeSection,
} from './benchmarks-page.mjs';
import { bundleLearning, defaultsOf, fitContext } from './bundle-learning.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const [
  python = 'python3',
  data = process.env.MLX_TEST_DATA ?? join(import.meta.dirname, '../../shared/data'),
  mostRows = '1000000',
  splits = '5',
  ...tables
] = process.argv.slice(2);
const { modelFamilies, predictorOf, metrics, scoreOf } = await bundleLearning([
  'learning/models/index',
  'learning/models/predict',
  'learning/metrics/index',
  'learning/metrics/metric',
]);
const folder = temporaryFolder('classic-quality');
const script = join(import.meta.dirname, 'classic-quality-reference.py');
const child = spawn(python, [script, data, folder, mostRows, splits, ...tables], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

/** By table and family, split by split: the scores of both sides, and of scikit-learn with a column for each category. */
const runs = new Map();
for await (const line of createInterface({ input: child.stdout })) {
  const task = JSON.parse(line);
  for (const [family, theirs] of Object.entries(task.scores)) {
    if (family.includes(',')) continue;
    const columns = task.scores[`${family}, a column for each category`];
    const key = `${task.name} ${family}`;
    const all = runs.get(key) ?? [];
    all.push({ mlx: await judged(family, task), sklearn: theirs, columns });
    runs.set(key, all);
  }
  if (task.split + 1 === task.splits) await report(task.name);
}

/** Written after each table, so that a run that is broken off leaves what it found. */
async function report(table) {
  const before = ((await readResults('classic-quality'))?.results ?? []).filter(
    (each) => each.table !== table && each.metrics !== undefined,
  );
  const found = [...runs]
    .filter(([key]) => key.startsWith(`${table} `))
    .map(([key, all]) => resultOf(table, key.slice(table.length + 1), all));
  for (const { family, splits: count, worst } of found) {
    const behind = worst.gain < -0.5 ? '  <- behind' : '';
    console.log(`${table} ${family}, ${count} splits: ${worst.metric} ${textOf(worst)}${behind}`);
  }
  const results = [...before, ...found];
  const measured = measuredOn();
  await writeResults('classic-quality', { measured, mostRows: Number(mostRows), results });
  await writeSection('classic-quality', section(measured, results));
}

function resultOf(table, family, all) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const meanOf = (side, metric) => mean(all.map((run) => run[side][metric]));
  const [first, ...others] = Object.keys(all[0].mlx).filter((name) => name !== 'cpu');
  const sign = first === 'rmse' ? -1 : 1;
  const isBetter =
    all[0].columns !== undefined &&
    sign * meanOf('columns', first) > sign * meanOf('sklearn', first);
  const side = isBetter ? 'columns' : 'sklearn';
  const metrics = [first, ...others].map((metric) => {
    const theirs = meanOf(side, metric);
    const gains = all.map((run) => (100 * sign * (run.mlx[metric] - run[side][metric])) / theirs);
    const gain = mean(gains);
    const squares = gains.reduce((sum, value) => sum + (value - gain) ** 2, 0);
    const error = Math.sqrt(squares / Math.max(1, gains.length - 1) / gains.length);
    const rounded = { mlx: meanOf('mlx', metric), sklearn: theirs, gain, error };
    const digits = Object.entries(rounded).map(([name, value]) => [
      name,
      Number(value.toPrecision(5)),
    ]);
    return { metric, ...Object.fromEntries(digits) };
  });
  const worst = metrics.reduce((a, b) => (b.gain < a.gain ? b : a));
  const cpu = { mlx: meanOf('mlx', 'cpu'), sklearn: meanOf('sklearn', 'cpu') };
  return { table, family, splits: all.length, metrics, worst, cpu };
}

function textOf({ gain, error }) {
  const sign = Math.abs(gain) < 0.005 ? '' : gain < 0 ? '−' : '+';
  return `${sign}${Math.abs(gain).toFixed(2)} ± ${error.toFixed(2)}`;
}

function section(measured, results) {
  const families = [
    'linear',
    'random-forest',
    'extra-trees',
    'adaboost',
    'naive-bayes',
    'nearest-neighbours',
  ];
  const names = [...new Set(results.map(({ table }) => table))];
  const rows = names.map((table) => {
    const of = (family) => results.find((each) => each.table === table && each.family === family);
    const cells = families.map((family) => {
      const worst = of(family)?.worst;
      if (worst === undefined) return '–';
      return worst.gain < -0.5 ? `**${textOf(worst)}**` : textOf(worst);
    });
    return [table, `${of('linear').splits}`, ...cells];
  });
  return [
    `Last measured on ${measured.date} at ${measured.commit}, Node ${measured.node}, ${measured.machine}, at most ${Number(mostRows).toLocaleString('en')} rows of a table:`,
    'by how many per cent mlx is better than scikit-learn, in accuracy or ROC AUC (the one that is worse for mlx), for numbers in RMSE, ± the',
    'standard error over the splits. What is more than half a per cent behind is in bold.',
    '',
    markdownTable(['data', 'splits', ...families], rows),
  ].join('\n');
}

async function judged(name, { path, widths, levels, kind, classes, train, split }) {
  const family = modelFamilies.get(name);
  const { reads } = family;
  const width = widths[reads];
  const values = new Float32Array(new Uint8Array(await readFile(`${path}.${reads}`)).buffer);
  const y = new Float64Array(new Uint8Array(await readFile(`${path}.y`)).buffer);
  const blocks =
    reads === 'native'
      ? Object.entries(levels).map(([start, count]) => ({
          name: `x${start}`,
          kind: 'category',
          start: Number(start),
          width: 1,
          levels: count,
        }))
      : [];
  const rows = (from, to) => ({
    x: {
      rows: to - from,
      columns: Array.from({ length: width }, (_, at) => `x${at}`),
      values: values.slice(from * width, to * width),
      blocks,
    },
    y: y.slice(from, to),
  });
  const task = { kind, target: 'y', classes };
  const before = process.cpuUsage();
  const { model } = await family.fit({ task, train: rows(0, train) }, defaultsOf(family), {
    ...fitContext(),
    seed: split,
  });
  const { user, system } = process.cpuUsage(before);
  const held = rows(train, y.length);
  const given = { truth: { task, values: held.y }, predictions: predictorOf(model)(held.x) };
  const wanted = {
    regression: ['rmse'],
    binary: ['accuracy', 'roc_auc'],
    multiclass: ['accuracy'],
  };
  const scores = wanted[kind].map((each) => [each, scoreOf(metrics.get(each), given).value]);
  return { ...Object.fromEntries(scores), cpu: (user + system) / 1e6 };
}
