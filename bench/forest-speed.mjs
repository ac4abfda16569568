// node bench/forest-speed.mjs PYTHON [ROWS …] [--only MODEL/KIND]: random forest and extra trees of mlx beside those of scikit-learn, two threads
// each, on rows of 24 numbers and 6 categories (4 to 200 levels), 8.5 % missing; results in bench/results/forest-speed.json.
import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import {
  markdownTable,
  measuredOn,
  readResults,
  writeResults,
  writeSection,
} from './benchmarks-page.mjs';
import { bundleLearning, defaultsOf, fitContext } from './bundle-learning.mjs';
import { auc, rmse } from './scores.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values, positionals } = parseArgs({
  options: { only: { type: 'string', default: '' } },
  allowPositionals: true,
});
const [python = 'python3', ...sizes] = positionals;
const { modelFamilies, predictorOf, randomFor, normal } = await bundleLearning([
  'learning/models/index',
  'learning/models/predict',
  'contracts/seeded-random',
]);
const folder = temporaryFolder('forest-speed');
const levels = [4, 8, 16, 32, 64, 200];
const numbers = 24;
const width = numbers + levels.length;
const test = 20_000;

const results = [];
for (const rows of sizes.length > 0 ? sizes.map(Number) : [100_000, 1_000_000]) {
  for (const kind of ['binary', 'regression']) {
    if (values.only !== '' && !values.only.endsWith(kind)) continue;
    await writeRows(rows + test, kind);
    const settings = { rows, test, width, numbers, kind, trees: rows > 300_000 ? 20 : 100 };
    for (const model of ['random-forest', 'extra-trees']) {
      if (values.only !== '' && values.only !== `${model}/${kind}`) continue;
      const result = { model, ...settings, mlx: await ours(model, settings) };
      result.sklearn = JSON.parse(await inPython({ ...settings, model, folder }));
      result.times = round(result.sklearn.seconds / result.mlx.seconds);
      result.timesOfCpu = round(result.sklearn.cpu / result.mlx.cpu);
      console.log(JSON.stringify(result));
      results.push(result);
    }
  }
}
// Sizes may be measured one at a time; what is measured again takes the place of what was.
const before = (await readResults('forest-speed'))?.results ?? [];
const keyOf = ({ model, kind, rows }) => `${model}/${kind}/${String(rows).padStart(9, '0')}`;
const isNew = (old) => results.some((each) => keyOf(each) === keyOf(old));
const all = [...before.filter((old) => !isNew(old)), ...results];
all.sort((a, b) => keyOf(a).localeCompare(keyOf(b)));
const measured = measuredOn();
await writeResults('forest-speed', { measured, results: all });
await writeSection('forest-speed', section());

function section() {
  const lines = all.map(({ model, kind, rows, trees, mlx, sklearn, times, timesOfCpu }) => {
    const smaller = all.find(
      (each) => each.model === model && each.kind === kind && each.rows * 10 === rows,
    );
    const perTree = smaller && mlx.seconds / trees / (smaller.mlx.seconds / smaller.trees);
    return [
      model,
      kind,
      rows.toLocaleString('en'),
      trees,
      mlx.seconds.toFixed(1),
      sklearn.seconds.toFixed(1),
      times.toFixed(2),
      timesOfCpu.toFixed(2),
      perTree === undefined ? '–' : perTree.toFixed(1),
      `${mlx.score} / ${sklearn.score}`,
      mlx.oneRowMilliseconds.p99,
    ];
  });
  const header = [
    'family',
    'task',
    'rows',
    'trees',
    'mlx, s',
    'scikit-learn, s',
    'times as fast',
    'by CPU time',
    'a tree at 10×',
    'AUC or RMSE, mlx / scikit-learn',
    'one row, p99 ms',
  ];
  return [
    `Last measured on ${measured.date} at ${measured.commit}, Node ${measured.node}, ${measured.machine}, load ${measured.load}: \`node bench/forest-speed.mjs PYTHON\`.`,
    markdownTable(header, lines),
  ].join('\n\n');
}

async function ours(model, { rows, kind, trees }) {
  const family = modelFamilies.get(model);
  const all = new Float32Array(new Uint8Array(await readFile(join(folder, 'x.f32'))).buffer);
  const targets = new Float64Array(new Uint8Array(await readFile(join(folder, 'y.f64'))).buffer);
  const matrix = (from, to) => ({
    rows: to - from,
    columns: Array.from({ length: width }, (_, at) => `x${at}`),
    values: all.slice(from * width, to * width),
    blocks: levels.map((count, at) => ({
      name: `x${numbers + at}`,
      kind: 'category',
      start: numbers + at,
      width: 1,
      levels: count,
    })),
  });
  const task = { kind, target: 'y', classes: kind === 'binary' ? ['0', '1'] : [] };
  const params = { ...defaultsOf(family), trees, min_leaf: 5 };
  const train = { x: matrix(0, rows), y: targets.slice(0, rows) };
  const [from, cpu] = [performance.now(), process.cpuUsage()];
  const { model: fitted, notes } = await family.fit({ task, train }, params, fitContext());
  const used = process.cpuUsage(cpu);
  const seconds = (performance.now() - from) / 1000;
  const peak = process.resourceUsage().maxRSS / 1024;
  const held = matrix(rows, rows + test);
  const start = performance.now();
  const answer = predictorOf(fitted);
  const { values } = answer(held);
  const predict = ((performance.now() - start) / test) * 1000;
  // The first rows are answered before the forest is packed for single rows, and before functions are compiled.
  for (let row = 0; row < 200; row++) answer(matrix(rows + 2000 + row, rows + 2001 + row));
  const times = Array.from({ length: 2000 }, (_, row) => {
    const one = matrix(rows + row, rows + row + 1);
    const from = performance.now();
    answer(one);
    return performance.now() - from;
  }).sort((a, b) => a - b);
  const truth = targets.slice(rows, rows + test);
  const score =
    kind === 'binary'
      ? auc(
          truth,
          values.filter((_, at) => at % 2 === 1),
        )
      : rmse(truth, values);
  const nodes = fitted.weights['forest.feature'].values.length;
  return {
    seconds: round(seconds),
    cpu: round((used.user + used.system) / 1e6),
    score: round(score, 4),
    peakMegabytes: Math.round(peak),
    nodes,
    microsecondsPerRow: round(predict),
    oneRowMilliseconds: { median: round(times[1000], 3), p99: round(times[1980], 3) },
    notes,
  };
}

async function inPython(task) {
  const script = join(import.meta.dirname, 'forest-speed-reference.py');
  const { stdout } = await promisify(execFile)(python, [script, JSON.stringify(task)]);
  return stdout;
}

/** A target that hangs on some numbers bent, on pairs of them, and on the categories. */
async function writeRows(rows, kind) {
  const random = randomFor(7, `rows/${kind}`);
  const x = new Float32Array(rows * width);
  const y = new Float64Array(rows);
  const effects = levels.map((count) => Array.from({ length: count }, () => normal(random)));
  for (let row = 0; row < rows; row++) {
    const at = row * width;
    for (let j = 0; j < numbers; j++) x[at + j] = normal(random);
    for (const [c, count] of levels.entries()) {
      x[at + numbers + c] = Math.floor(count * random() ** 2);
    }
    let score = x[at] + Math.sin(3 * x[at + 1]) + x[at + 2] * x[at + 3] + Math.abs(x[at + 4]);
    score += 0.5 * x[at + 5] * (x[at + 6] > 0 ? 1 : -1);
    for (const [c] of levels.entries()) score += 0.6 * effects[c][x[at + numbers + c]];
    y[row] =
      kind === 'binary'
        ? score + 2 * normal(random) > 2.5
          ? 1
          : 0
        : 3 * score + 4 * normal(random);
    for (let j = 0; j < width; j++) if (random() < 0.085) x[at + j] = Number.NaN;
  }
  await writeFile(join(folder, 'x.f32'), x);
  await writeFile(join(folder, 'y.f64'), y);
}

function round(value, digits = 2) {
  return Number(value.toFixed(digits));
}
