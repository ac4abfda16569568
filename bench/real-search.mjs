// A whole search on real rows: mlx beside Optuna with LightGBM, the same rows, splits and space, 60 trials, 2 processes of one thread each.
// Results in bench/results/real-search.json; the table for docs/searches.md is printed.
//
//   node bench/real-search.mjs DATA_FOLDER --set adult|california-housing --side mlx|optuna [--python PYTHON] [--seed 1] [--trials 60]
//   node bench/real-search.mjs --table
//
// Needs a built mlx; PYTHON needs optuna, lightgbm, scikit-learn and pandas. Time is by the clock from the start of the process: of mlx the
// search alone, with the table and the splits made before; of Python all, reading the CSV included.
import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { markdownTable, measuredOn, readResults, writeResults } from './benchmarks-page.mjs';
import { dataSets, prepareDataSet } from './data-sets.mjs';
import { runMlx } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    set: { type: 'string', default: 'adult' },
    side: { type: 'string', default: 'mlx' },
    python: { type: 'string', default: 'python3' },
    seed: { type: 'string', default: '1' },
    trials: { type: 'string', default: '60' },
    table: { type: 'boolean', default: false },
  },
});
const trees = 200;
if (!options.table) await measure();
console.log(table(await readResults('real-search')));

async function measure() {
  const set = dataSets.find(({ name }) => name === options.set);
  if (set === undefined) throw new Error(`no data set ${options.set}`);
  const folder = temporaryFolder('real-search');
  await mkdir(folder, { recursive: true });
  const whole = await prepareDataSet(set, { dataFolder: positionals[0], folder });
  const csv = join(folder, 'parted.csv');
  await writeFile(csv, withParts(await readFile(whole, 'utf8')));
  const seed = Number(options.seed);
  const found =
    options.side === 'mlx'
      ? await byMlx(set, { csv, folder: join(folder, 'project'), seed })
      : await byOptuna(set, { csv, folder, seed });
  console.log(options.set, options.side, found);
  const before = (await readResults('real-search')) ?? { sets: {} };
  const own = { ...before.sets[options.set] };
  own[options.side] = { ...own[options.side], [seed]: { ...found, load: measuredOn().load } };
  const sets = { ...before.sets, [options.set]: own };
  await writeResults('real-search', { sets, measured: measuredOn() });
  await rm(folder, { recursive: true, force: true });
}

/** Every fifth row validates and every fifth is left for a test, in an order that no value decides. */
function withParts(text) {
  const [header, ...rows] = text.trimEnd().split('\n');
  let state = 99;
  const parted = rows.map((row) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const share = state / 2 ** 32;
    return `${row},${share < 0.6 ? 'train' : share < 0.8 ? 'validation' : 'test'}`;
  });
  return `${[`${header},part`, ...parted].join('\n')}\n`;
}

async function byMlx({ name, kind, target, positive, split, numbers, categories }, world) {
  const { csv, folder, seed } = world;
  await mkdir(folder, { recursive: true });
  const columns = Object.fromEntries([
    ...numbers.map((column) => [column, 'number']),
    ...categories.map((column) => [column, 'category']),
    ...(split === undefined ? [] : [[split, { type: 'category', role: 'ignore' }]]),
    [target, kind === 'regression' ? 'number' : 'category'],
  ]);
  const type = kind === 'regression' ? 'regression' : 'classification';
  const project = {
    ...{ version: 1, name, seed },
    task: { type, target, ...(positive !== undefined && { positive }) },
    ingest: { sources: { rows: { type: 'csv', path: csv } }, columns },
    split: { strategy: 'column', column: 'part' },
    train: {
      candidates: { it: { model: 'gradient-boosting', trees } },
      select: kind === 'regression' ? 'rmse' : 'roc_auc',
    },
    tune: {
      ...{ trials: Number(options.trials), parallel: 2, sampler: 'tpe' },
      search: {
        'candidates.it.learning_rate': { log: [0.01, 0.3] },
        'candidates.it.leaves': { int: [7, 127], scale: 'log' },
        'candidates.it.min_rows': { int: [5, 100] },
        'candidates.it.l2': { log: [0.001, 10] },
      },
    },
  };
  await writeFile(join(folder, 'mlx.yaml'), JSON.stringify(project, null, 2));
  await runMlx(folder, 'split', '-q');
  const started = performance.now();
  const said = JSON.parse(await runMlx(folder, 'tune', '--json', '-q'));
  const seconds = (performance.now() - started) / 1000;
  const { fingerprint } = said.stages.find(({ stage }) => stage === 'tune');
  const made = join(folder, '.mlx', 'artifacts', 'tune', fingerprint.slice(0, 16));
  const { trials, winner } = JSON.parse(await readFile(join(made, 'tuning.json'), 'utf8'));
  const costs = JSON.parse(await readFile(join(made, 'trial-costs.json'), 'utf8'));
  const inTrials = costs.trials.reduce((sum, trial) => sum + trial.seconds, 0);
  const best = trials.find(({ number }) => number === winner.number).score;
  return { seconds, best, trials: trials.length, inTrials: inTrials / 2 };
}

async function byOptuna(set, { csv, folder, seed }) {
  const { kind, target, positive, numbers, categories } = set;
  const spec = join(folder, 'spec.json');
  const trials = Number(options.trials);
  await writeFile(
    spec,
    JSON.stringify({ kind, target, positive, numbers, categories, trees, trials, seed }),
  );
  const script = join(import.meta.dirname, 'real-search.py');
  const environment = { ...process.env, OMP_NUM_THREADS: '1' };
  const { stdout } = await promisify(execFile)(options.python, [script, csv, spec], {
    env: environment,
  });
  return JSON.parse(stdout);
}

function table(results) {
  const mean = (runs, key) =>
    runs === undefined
      ? '–'
      : (
          Object.values(runs).reduce((sum, run) => sum + run[key], 0) / Object.keys(runs).length
        ).toPrecision(key === 'best' ? 5 : 3);
  const rows = Object.entries(results?.sets ?? {}).map(([name, { mlx, optuna }]) => [
    name,
    ...[mean(mlx, 'seconds'), mean(optuna, 'seconds'), mean(mlx, 'best'), mean(optuna, 'best')],
    Math.min(...[mlx, optuna].map((runs) => Object.keys(runs ?? {}).length)),
  ]);
  return markdownTable(['data', 'mlx s', 'Optuna s', 'mlx best', 'Optuna best', 'seeds'], rows);
}
