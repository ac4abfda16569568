// Every format × family on real data sets: each is written by `mlx package --format`, run, and held against the golden
// predictions of its package. Prints a table of the largest differences. Needs `npm run build`, the data sets (MLX_DATA) and,
// for `onnx`, a folder with onnxruntime-node in its node_modules (MLX_ONNX).
//   node bench/formats.mjs [DATA/FAMILY …]
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const data = resolve(process.env.MLX_DATA ?? '../shared/data');
const bin = resolve(import.meta.dirname, '..', 'bin', 'mlx.js');
const formats = ['single-file', 'bundle', 'node', 'web', 'lambda', 'azure-function'];

const sets = {
  telco: {
    path: 'tabular/telco/Telco-Customer-Churn.csv.gz',
    target: 'Churn',
    rest: { columns: { customerID: 'id' } },
  },
  penguins: { path: 'tabular/penguins/penguins.csv', target: 'species' },
  autompg: { path: 'tabular/autompg/mpg.csv', target: 'mpg', type: 'regression' },
  anomalies: { path: 'tabular/autompg/mpg.csv', target: undefined, type: 'anomaly' },
  passengers: {
    path: 'timeseries/airline-passengers.csv',
    type: 'forecast',
    target: 'Passengers',
    time: 'Month',
  },
};
const supervised = [
  'linear',
  'mlp',
  'gradient-boosting',
  'random-forest',
  'extra-trees',
  'nearest-neighbours',
  'adaboost',
  'baseline',
];
const families = {
  penguins: [...supervised, 'naive-bayes'],
  autompg: supervised.filter((name) => name !== 'adaboost'),
  telco: ['linear', 'mlp', 'gradient-boosting', 'random-forest', 'naive-bayes'],
  anomalies: [
    'isolation-forest',
    'local-outlier-factor',
    'one-class-svm',
    'kmeans-distance',
    'dbscan-distance',
    'autoencoder',
  ],
  passengers: ['seasonal-naive', 'exponential-smoothing', 'lag-boosting', 'window-linear'],
};

const wanted = process.argv.slice(2);
const cases = Object.entries(families).flatMap(([set, names]) =>
  names.map((family) => ({ set, family })),
);
const folder = mkdtempSync(join(tmpdir(), 'mlx-formats-'));
try {
  console.log(
    `| data | family | ${[...formats, 'onnx'].join(' | ')} |\n|---|---|${'---|'.repeat(formats.length + 1)}`,
  );
  for (const { set, family } of cases) {
    if (wanted.length > 0 && !wanted.includes(`${set}/${family}`) && !wanted.includes(set))
      continue;
    const cells = measured(set, family);
    console.log(`| ${set} | ${family} | ${cells.join(' | ')} |`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

function measured(set, family) {
  const { path, target, type = 'classification', time, rest = {} } = sets[set];
  const home = join(folder, set);
  mkdirSync(home, { recursive: true });
  const onnx = process.env.MLX_ONNX;
  if (onnx !== undefined && !existsSync(join(home, 'node_modules')))
    symlinkSync(resolve(onnx, 'node_modules'), join(home, 'node_modules'));
  const task = { type, ...(target && { target }), ...(time && { time, horizon: 6 }) };
  writeFileSync(
    join(home, 'mlx.yaml'),
    JSON.stringify({
      version: 1,
      name: set,
      seed: 1,
      task,
      ingest: { path: join(data, path), ...rest },
      train: { candidates: { it: { model: family } } },
    }),
  );
  const run = (names) => {
    const args = [
      bin,
      'package',
      '--json',
      '--progress',
      'quiet',
      '-o',
      'out',
      ...names.flatMap((name) => ['--format', name]),
    ];
    const { stdout } = spawnSync(process.execPath, args, { cwd: home, encoding: 'utf8' });
    const said = JSON.parse(stdout);
    return (
      said.formats ??
      said.problems?.[0]?.message ??
      said.error?.message ??
      said.message ??
      JSON.stringify(said).slice(0, 80)
    );
  };
  const shown = (said, count) =>
    typeof said === 'string'
      ? Array(count).fill(said.includes('can be written of') ? '–' : said)
      : said.map(({ difference }) =>
          difference === null ? 'not run' : difference === 0 ? '0' : difference.toExponential(1),
        );
  return [...shown(run(formats), formats.length), ...shown(run(['onnx']), 1)];
}
