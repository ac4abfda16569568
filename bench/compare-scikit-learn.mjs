// Holds mlx's test metrics against scikit-learn's, on the same rows and with the same preprocessing. See docs/benchmarks.md.
//
//   node bench/compare-scikit-learn.mjs [DATA] [--python PATH] [--seeds N] [--sets a,b] [--models linear,mlp]
//                                       [--backends wasm,tensorflow] [--params JSON] [--no-write]
//
// DATA is the folder of the data sets (default: $MLX_TEST_DATA, else ../shared/data). The Python needs scikit-learn and
// pandas: `python3 -m venv env && env/bin/pip install scikit-learn pandas`, then `--python env/bin/python`.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { measuredOn, readResults, writeResults, writeSection } from './benchmarks-page.mjs';
import { dataSets, prepareDataSet } from './data-sets.mjs';
import { runMlx, trainWithMlx, writeProject } from './mlx-runs.mjs';
import { comparisonSection, summarise } from './scikit-learn-section.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    seeds: { type: 'string' },
    sets: { type: 'string', default: dataSets.map(({ name }) => name).join(',') },
    models: { type: 'string', default: 'linear,mlp' },
    backends: { type: 'string', default: 'wasm,tensorflow' },
    params: { type: 'string', default: '{}' },
    'no-write': { type: 'boolean', default: false },
  },
});

const dataFolder = resolve(
  positionals[0] ?? process.env.MLX_TEST_DATA ?? here('../../shared/data'),
);
if (!existsSync(dataFolder)) fail(`There is no folder ${dataFolder}; name the one with the data`);
if (spawnSync(options.python, ['-c', 'import sklearn, pandas']).status !== 0) {
  fail(
    `${options.python} has no scikit-learn and pandas. Install them and name the Python that has them:\n` +
      '  python3 -m venv env && env/bin/pip install scikit-learn pandas\n' +
      '  node bench/compare-scikit-learn.mjs --python env/bin/python',
  );
}

const work = temporaryFolder('compare');
const reference = startPython();
try {
  const versions = { ...(await reference.next()), mlx: (await runMlx(work, '--version')).trim() };
  const backends = await installedBackends(options.backends.split(','));
  const comparisons = [];
  for (const name of options.sets.split(',')) {
    const dataSet = dataSets.find((each) => each.name === name) ?? fail(`No data set ${name}`);
    const folder = join(work, name);
    await mkdir(folder);
    const csv = await prepareDataSet(dataSet, { dataFolder, folder });
    for (const model of options.models.split(',')) {
      const comparison = await compare(dataSet, { folder, csv, model, backends });
      comparisons.push(comparison);
      for (const line of summarise(comparison)) console.log(line.text);
    }
  }
  const results = { measured: measuredOn(), versions, comparisons: await withOthers(comparisons) };
  if (!options['no-write']) {
    await writeResults('scikit-learn', results);
    await writeSection('scikit-learn', comparisonSection(results));
  }
} finally {
  reference.stop();
}

/** A run of some sets or models takes the place of what was measured of them before, and leaves the others. */
async function withOthers(comparisons) {
  const before = (await readResults('scikit-learn'))?.comparisons ?? [];
  const isNew = ({ name, model }) =>
    comparisons.some((each) => each.name === name && each.model === model);
  const all = [...before.filter((each) => !isNew(each)), ...comparisons];
  const places = new Map(dataSets.map(({ name }, at) => [name, at]));
  return all.sort((a, b) => places.get(a.name) - places.get(b.name));
}

/** Both sides on every seed; a seed also draws another split, but where the data bring their own. */
async function compare(dataSet, { folder, csv, model, backends }) {
  // A linear model is fitted without a tensor backend, so that one is as good as the other.
  const sides = model === 'linear' ? backends.slice(0, 1) : backends;
  const projects = sides.map((backend) => ({
    backend,
    folder: join(folder, `${model}-${backend}`),
  }));
  const params = JSON.parse(options.params);
  for (const each of projects) await writeProject(dataSet, { ...each, csv, model, params });
  const runs = [];
  for (let seed = 1; seed <= Number(options.seeds ?? dataSet.seeds); seed++) {
    const fits = [];
    for (const project of projects) {
      const fit = await trainWithMlx(project.folder, seed);
      fits.push({ backend: model === 'linear' ? 'none' : project.backend, ...fit });
    }
    const theirs = await reference.ask({
      ...onlyData(dataSet),
      csv,
      model,
      seed,
      rows: sameRows(fits),
      predictions: fits.map(({ predictions }) => predictions),
    });
    runs.push(runOf({ seed, fits, theirs }));
  }
  const { name, title, kind } = dataSet;
  return { name, title, kind, model, params, runs };
}

function onlyData({ numbers, categories, target, kind, positive }) {
  return { numbers, categories, target, kind, positive };
}

function sameRows([first, ...others]) {
  for (const { rows } of others) {
    if (JSON.stringify(rows) !== JSON.stringify(first.rows)) fail('The backends saw other rows');
  }
  return first.rows;
}

/** One seed, once both sides are known to have judged the same rows, features and metrics. */
function runOf({ seed, fits, theirs }) {
  const reference = theirs.fits.default;
  const mlx = fits.map(({ backend, metrics, epochs, bestEpoch, features, compute }, at) => {
    if (features !== reference.features)
      fail(`mlx has ${features} features, not ${reference.features}`);
    for (const [name, value] of Object.entries(theirs.mlx[at])) {
      const apart = Math.abs(metrics[name] - value) / Math.max(Math.abs(value), 1e-9);
      if (apart > 1e-5) fail(`mlx says ${name} ${metrics[name]}; by scikit-learn it is ${value}`);
    }
    const compared = Object.keys(reference.metrics).map((name) => [name, metrics[name]]);
    return { backend, compute, epochs, bestEpoch, metrics: Object.fromEntries(compared) };
  });
  const { rows, features } = fits[0];
  const counts = Object.entries(rows).map(([split, numbers]) => [split, numbers.length]);
  return { seed, features, rows: Object.fromEntries(counts), mlx, scikitLearn: theirs.fits };
}

async function installedBackends(wanted) {
  const { checks } = JSON.parse(await runMlx(work, 'doctor', '--json'));
  return wanted.filter((backend) => {
    const ok = checks.some((check) => check.name === `backend ${backend}` && check.state === 'ok');
    if (!ok) console.error(`${backend} does not work here and is left out: run mlx doctor --fix`);
    return ok;
  });
}

function startPython() {
  const python = spawn(options.python, [here('scikit-learn-models.py')], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // These matrices are too small for threads, which on a busy machine wait for each other.
    env: { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1' },
  });
  const answers = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const next = async () => {
    const { value, done } = await answers.next();
    return done ? fail('Python stopped') : JSON.parse(value);
  };
  return {
    next,
    ask(task) {
      python.stdin.write(`${JSON.stringify(task)}\n`);
      return next();
    },
    stop: () => python.stdin.end(),
  };
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
