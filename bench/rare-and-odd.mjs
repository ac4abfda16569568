// Holds resampling against imbalanced-learn and anomaly families against scikit-learn, on the same matrices:
//
//     python bench/rare-and-odd.py DATA-FOLDER OUT-FOLDER && node bench/rare-and-odd.mjs OUT-FOLDER
//
// ROC AUC on the test rows of a linear model that learnt from resampled rows, and of scores; means over seeds.

import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = process.argv[2];
if (folder === undefined) throw new Error('usage: node bench/rare-and-odd.mjs OUT-FOLDER');
const root = join(import.meta.dirname, '..');
const {
  modelFamilies,
  predictorOf,
  resamplers,
  resample,
  trainingRows,
  metrics,
  scoreOf,
  openCompute,
} = await bundled([
  'learning/models/index',
  'learning/models/predict',
  'learning/resampling/index',
  'learning/resampling/resample',
  'learning/resampling/training-rows',
  'learning/metrics/index',
  'learning/metrics/metric',
  'learning/compute/backend',
]);

const facts = JSON.parse(await readFile(join(folder, 'facts.json'), 'utf8'));
const signal = new AbortController().signal;
const compute = openCompute({ backend: 'wasm', cacheDir: '/nowhere' });
const result = { rare: {}, odd: {} };
// What draws nothing is asked once; of random features one draw differs from the next by 0.012 where twelve rows are odd.
const drawsOf = { 'local-outlier-factor': 1, 'dbscan-distance': 1, 'one-class-svm': 24 };

for (const [name, { width, y_train: yTrain, y_test: yTest, rare, odd }] of Object.entries(facts)) {
  const train = await rowsOf(`${name}-x-train`, width, yTrain);
  const test = await rowsOf(`${name}-x-test`, width, yTest);
  for (const [method, theirs] of Object.entries(rare)) {
    const task = { kind: 'binary', target: 'y', classes: ['0', '1'] };
    const runs = [];
    for (let seed = 0; seed < theirs.seeds; seed++) {
      const params = method === 'none' ? {} : defaultsOf(resamplers.get(method).params);
      const settings = { ...params, method };
      const request = { task, settings, reading: 'scaled', seed, label: 'bench', signal };
      const { rows, after } = await resample(trainingRows(train), request);
      const family = modelFamilies.get('linear');
      const { model } = await family.fit(
        { task, train: rows },
        defaultsOf(family.params),
        context(seed),
      );
      runs.push({ auc: aucOf(model, test), after });
    }
    report('rare', [name, method], {
      theirs: theirs.auc,
      theirSe: theirs.se,
      ours: mean(runs.map(({ auc }) => auc)),
      ourSe: standardError(runs.map(({ auc }) => auc)),
      seeds: theirs.seeds,
      counts: { theirs: theirs.counts, ours: runs[0].after },
    });
  }
  for (const [family, theirs] of Object.entries(odd)) {
    const task = { kind: 'anomaly', target: 'y', classes: ['0', '1'] };
    const runs = [];
    const seeds = drawsOf[family] ?? 5;
    for (let seed = 0; seed < seeds; seed++) {
      const { fit, params } = modelFamilies.get(family);
      const blank = { x: train.x, y: new Float64Array(train.y.length) };
      const { model } = await fit({ task, train: blank }, defaultsOf(params), context(seed));
      runs.push(aucOf(model, test));
    }
    report('odd', [name, family], {
      theirs: theirs.auc,
      theirSd: theirs.sd,
      ours: mean(runs),
      seeds,
    });
  }
}
await mkdir(join(root, 'bench/results'), { recursive: true });
await writeFile(
  join(root, 'bench/results/rare-and-odd.json'),
  `${JSON.stringify(result, null, 2)}\n`,
);

function report(kind, [name, method], figures) {
  result[kind][name] = { ...result[kind][name], [method]: figures };
  const shown = [figures.theirs, figures.ours].map((value) => value.toFixed(4)).join('  ');
  const counts = figures.counts === undefined ? '' : JSON.stringify(figures.counts);
  const sure =
    figures.theirSe === undefined
      ? ''
      : `± ${Math.hypot(figures.theirSe, figures.ourSe).toFixed(4)}`;
  console.log(
    `${name.padEnd(14)} ${method.padEnd(21)} ${shown}  ${(figures.ours - figures.theirs).toFixed(4)} ${sure} ${counts}`,
  );
}

function aucOf(model, { x, y }) {
  const truth = { task: model.task, values: y };
  return scoreOf(metrics.get('roc_auc'), { truth, predictions: predictorOf(model)(x) }).value;
}

function context(seed) {
  return { compute: () => compute, seed, label: 'bench', signal, emit: () => undefined };
}

function defaultsOf(params) {
  const entries = Object.entries(params).map(([name, param]) => [name, param.default]);
  return Object.fromEntries(entries);
}

function mean(values) {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function standardError(values) {
  if (values.length < 2) return 0;
  const middle = mean(values);
  const sum = values.reduce((all, value) => all + (value - middle) ** 2, 0);
  return Math.sqrt(sum / (values.length - 1) / values.length);
}

async function rowsOf(file, width, labels) {
  const bytes = await readFile(join(folder, `${file}.f32`));
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4).slice();
  const columns = Array.from({ length: width }, (_, at) => `x${at}`);
  return { x: { rows: labels.length, columns, values }, y: Float64Array.from(labels) };
}

/** Inside the project, so that packages are found. */
async function bundled(modules) {
  const outfile = join(root, 'node_modules/.cache/mlx-bench/rare-and-odd.mjs');
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
