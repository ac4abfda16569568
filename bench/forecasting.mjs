// Holds forecasts against statsmodels (exponential smoothing) and NumPy (least squares on windows), on the same values:
//
//     python bench/forecasting-reference.py DATA-FOLDER > OUT/reference.json
//     node bench/forecasting.mjs DATA-FOLDER OUT [FAMILY [SECONDS [TASK]]]
//
// With a family, that one alone, and nothing is held against statsmodels; with seconds, each of its trainings ends soon after so
// many and keeps the best it has. A task is the first word of its name.
//
// Then every family on the tasks of the requirement: airline passengers with the last 24 months held out, and ETTh1 by its
// standard 12/4/4 months over 96 hours. What is learnt and what is chosen by are the training and the validation part alone.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { build } from 'esbuild';

const [data, folder, only, most = 'Infinity', task = ''] = process.argv.slice(2);
if (folder === undefined)
  throw new Error('usage: node bench/forecasting.mjs DATA-FOLDER OUT [FAMILY [SECONDS [TASK]]]');
const root = join(import.meta.dirname, '..');
const {
  modelFamilies,
  predictorOf,
  openCompute,
  rollingOrigins,
  truthsOf,
  endsOf,
  fitEts,
  EtsFilter,
  formName,
} = await bundled([
  'learning/models/index',
  'learning/models/predict',
  'learning/compute/backend',
  'learning/forecasting/origins',
  'learning/models/forecasts/ets/fit-ets',
  'learning/models/forecasts/ets/ets-filter',
  'learning/models/forecasts/ets/ets-form',
]);
const reference =
  only === undefined ? JSON.parse(await readFile(join(folder, 'reference.json'), 'utf8')) : {};
const results = { smoothing: {}, families: {} };

const airline = await column('airline-passengers.csv');
const temperatures = await column('daily-min-temperatures.csv.gz');
await smoothing('airline', airline, { season: 12, held: 24 });
await smoothing('temperatures', temperatures.subarray(temperatures.length - 1095), {
  season: 7,
  held: 28,
});
await families('airline passengers', {
  series: [named('Passengers', airline)],
  borders: [96, 120, 144],
  shape: shapeOf({ horizon: 24, season: 12, step: { unit: 'month', every: 1, anchor: 0 } }),
});
await families('ETTh1', {
  series: await channels(),
  borders: [8640, 11_520, 14_400],
  shape: shapeOf({ horizon: 96, season: 24, step: { unit: 'ms', every: 3_600_000, anchor: 0 } }),
  more: {
    'window-linear, as the reference': [
      'window-linear',
      { window: 336, l2: 1e-9, from_last: 'no', log: 'no' },
    ],
  },
});
if (only === undefined) {
  await mkdir(join(root, 'bench/results'), { recursive: true });
  await writeFile(
    join(root, 'bench/results/forecasting.json'),
    `${JSON.stringify(results, null, 2)}\n`,
  );
}

/** The likelihood of every form, and the errors of the one with the least AICc. */
async function smoothing(name, values, { season, held }) {
  if (only !== undefined) return;
  const train = values.subarray(0, values.length - held);
  const { forms, chosen } = reference[name];
  const rows = {};
  let best;
  for (const [letters, theirs] of Object.entries(forms)) {
    const fitted = await fitEts(formOf(letters, season), train);
    rows[letters] = { theirs: theirs.loss, ours: fitted.loss };
    console.log(`${name} ${letters.padEnd(4)} ${theirs.loss.toFixed(2)} ${fitted.loss.toFixed(2)}`);
    if (best === undefined || fitted.aicc < best.aicc) best = fitted;
  }
  const filter = new EtsFilter(best.form, best.params);
  for (const value of train) filter.learn(value);
  const said = new Float64Array(held);
  filter.forecast(said);
  const rmse = Math.sqrt(mean(said, (value, at) => (value - values[train.length + at]) ** 2));
  const ours = { form: formName(best.form), rmse };
  results.smoothing[name] = {
    loss: rows,
    ours,
    theirs: { form: chosen, rmse: forms[chosen].rmse },
  };
  console.log(name, results.smoothing[name].ours, results.smoothing[name].theirs);
}

function formOf(letters, season) {
  const [, error, trend, kind] = /^([AM])(N|A|Ad)([NAM])$/.exec(letters);
  const words = { N: 'none', A: 'additive', M: 'multiplicative', Ad: 'damped' };
  const length = kind === 'N' ? 1 : season;
  return { error: words[error], trend: words[trend], season: words[kind], length };
}

/** Every family with its defaults: errors on the test part, from every time whose horizon lies within it. */
async function families(name, { series, borders, shape, more = {} }) {
  if (!name.startsWith(task)) return;
  const [learnt, chosen, end] = borders;
  const given = { kind: 'forecast', target: 'y', classes: [], forecast: shape };
  const cut = (until) =>
    series.map((each) => ({ ...each, values: each.values.subarray(0, until) }));
  const rowsOf = (from, to) => {
    const { panel } = rollingOrigins(cut(to), { from, to: to - 1, horizon: shape.horizon });
    return { x: matrixOf(panel), y: truthsOf(panel, shape.horizon) };
  };
  const sds = cut(learnt).map(({ values }) => {
    const middle = mean(values, (value) => value);
    return Math.sqrt(mean(values, (value) => (value - middle) ** 2));
  });
  const test = rowsOf(chosen, end);
  const own = [...modelFamilies].filter(({ tasks }) => tasks.includes('forecast'));
  const runs = {
    ...Object.fromEntries(own.map((family) => [family.name, [family.name, {}]])),
    ...more,
  };
  results.families[name] = {};
  for (const [label, [family, params]] of Object.entries(runs)) {
    if (only !== undefined && only !== family) continue;
    const began = performance.now();
    const { fit, params: declared } = modelFamilies.get(family);
    const { model, notes } = await fit(
      {
        task: given,
        train: { x: matrixOf(endsOf(cut(learnt))), y: new Float64Array(0) },
        validation: rowsOf(learnt, chosen),
      },
      { ...defaultsOf(declared), ...params },
      context(),
    );
    const seconds = (performance.now() - began) / 1000;
    const { values } = predictorOf(model)(test.x);
    const error = (at) => values[at] - test.y[at];
    const found = {
      rmse: Math.sqrt(mean(values, (_, at) => error(at) ** 2)),
      ...(name !== 'ETTh1' && { mape: mean(values, (_, at) => Math.abs(error(at) / test.y[at])) }),
      standardMse: mean(
        values,
        (_, at) => (error(at) / sds[test.x.panel.of[Math.floor(at / shape.horizon)]]) ** 2,
      ),
      seconds,
      notes,
    };
    results.families[name][label] = found;
    console.log(name, label, found);
  }
}

function matrixOf(panel) {
  return { rows: panel.of.length, columns: [], values: new Float32Array(0), panel };
}

function shapeOf(some) {
  return { time: 'time', targets: ['y'], gaps: 'fail', interval: 0.8, ...some };
}

function context() {
  const setEnv = (name, value) => {
    process.env[name] = value;
  };
  const cacheDir = join(homedir(), '.cache/mlx');
  const compute = () => openCompute({ backend: 'auto', cacheDir, threads: 1, setEnv });
  const signal = new AbortController().signal;
  const began = performance.now();
  return {
    ...{ compute, seed: 42, label: 'bench', signal },
    emit: ({ epoch, loss, validationLoss }) =>
      only !== undefined && console.error('epoch', epoch, loss, validationLoss),
    isTimeUp: () => performance.now() - began > 1000 * Number(most),
  };
}

function defaultsOf(params) {
  return Object.fromEntries(Object.entries(params).map(([name, param]) => [name, param.default]));
}

function mean(values, of) {
  let sum = 0;
  for (let at = 0; at < values.length; at++) sum += of(values[at], at);
  return sum / values.length;
}

function named(target, values) {
  return { name: null, target, start: 0, values };
}

async function lines(name) {
  const bytes = await readFile(join(data, 'timeseries', name));
  const text = (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

async function column(name) {
  const [, ...rows] = await lines(name);
  return Float64Array.from(rows, ([, value]) => Number(value));
}

async function channels() {
  const [[, ...names], ...rows] = await lines('ETTh1.csv.gz');
  return names.map((name, at) =>
    named(
      name,
      Float64Array.from(rows.slice(0, 14_400), (cells) => Number(cells[at + 1])),
    ),
  );
}

/** Inside the project, so that packages are found. */
async function bundled(modules) {
  const outfile = join(root, 'node_modules/.cache/mlx-bench/forecasting.mjs');
  await build({
    stdin: {
      contents: modules.map((each) => `export * from './src/${each}.ts';`).join('\n'),
      resolveDir: root,
    },
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    external: ['@tensorflow/*', '@swc/wasm-typescript', 'execa'],
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}
