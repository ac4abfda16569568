// Every way to make a model smaller on real data: size, speed and loss as `mlx package` measures them, as one table in Markdown for each model.
// Needs `npm run build` and the data sets (MLX_DATA).
//   node bench/smaller.mjs [CASE …]       cases: adult, mnist-mlp, mnist-cnn, telco, california
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const data = resolve(process.env.MLX_DATA ?? '../shared/data');
const bin = resolve(import.meta.dirname, '..', 'bin', 'mlx.js');

const digits = {
  type: 'idx',
  path: join(data, 'images/mnist/t10k-images-idx3-ubyte.gz'),
  labels: join(data, 'images/mnist/t10k-labels-idx1-ubyte.gz'),
};
const half = { prune: { sparsity: 0.5 } };
const most = { prune: { sparsity: 0.8 } };
const network = ['float16', 'int8', 'dynamic', half, most, [half, 'int8']];
const forest = [
  ...['lossless', 'float16', 'int8'],
  { trees: { max_loss: 0.001 } },
  { trees: { share: 0.5 } },
  [{ trees: { max_loss: 0.001 } }, 'int8'],
];

const cases = {
  adult: {
    title: 'adult, `mlp` of 128 and 64 units',
    source: { type: 'csv', path: join(data, 'tabular/adult/adult.data.gz'), header: false },
    target: 'column_15',
    train: { model: 'mlp', layers: [128, 64], epochs: 15 },
    methods: network,
  },
  'mnist-mlp': {
    title: 'MNIST (10,000 images), `mlp` of 256 and 128 units',
    source: digits,
    target: 'label',
    train: { model: 'mlp', layers: [256, 128], epochs: 15 },
    methods: network,
  },
  'mnist-cnn': {
    title: 'MNIST (10,000 images), `image-cnn`',
    source: digits,
    target: 'label',
    train: { model: 'image-cnn', epochs: 2, width: 16 },
    methods: ['float16', 'int8', 'dynamic', half, most],
  },
  telco: {
    title: 'telco, `gradient-boosting`',
    source: { type: 'csv', path: join(data, 'tabular/telco/Telco-Customer-Churn.csv.gz') },
    columns: { customerID: 'id' },
    target: 'Churn',
    train: { model: 'gradient-boosting' },
    methods: forest,
  },
  california: {
    title: 'california, `random-forest` of 100 trees',
    source: { type: 'csv', path: join(data, 'tabular/california/housing.csv.gz') },
    target: 'median_house_value',
    type: 'regression',
    train: { model: 'random-forest', trees: 100 },
    methods: [
      ...['lossless', 'float16', 'int8'],
      { trees: { max_loss: 200 } },
      { trees: { share: 0.5 } },
      [{ trees: { max_loss: 200 } }, 'int8'],
    ],
  },
};

const wanted = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'mlx-smaller-'));
try {
  for (const name of wanted.length === 0 ? Object.keys(cases) : wanted) {
    console.log(`\n**${cases[name].title}**\n`);
    console.log(tableOf(measured(name, cases[name])));
  }
} finally {
  rmSync(folder, { recursive: true });
}

function measured(name, { source, columns, target, type = 'classification', train, methods }) {
  const home = join(folder, name);
  mkdirSync(home, { recursive: true });
  const project = {
    ...{ version: 1, name, seed: 1, task: { type, target } },
    ingest: { sources: { data: source }, ...(columns && { columns }) },
    ...{ train, evaluate: { insight: false } },
    package: { smaller: { try: methods, use: methods[0] } },
  };
  writeFileSync(join(home, 'mlx.yaml'), JSON.stringify(project));
  const args = [bin, 'package', '--json', '--progress', 'quiet'];
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    ...{ cwd: home, encoding: 'utf8', maxBuffer: 1e9 },
  });
  const { smaller } = JSON.parse(stdout);
  if (smaller === undefined) throw new Error(`${stdout}\n${stderr}`);
  return smaller;
}

function tableOf({ rows, full, variants }) {
  const { metric } = full.metrics[0];
  const kilobytes = (bytes) => (bytes / 1000).toFixed(1);
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const digitsOf = (value) => Number(value.toPrecision(4));
  const cells = (each) => {
    if (each.cannot !== undefined) return [each.name, 'not applicable', ...Array(6).fill('')];
    const { value, loss, interval } = each.metrics[0];
    const [low, high] = interval ?? [NaN, NaN];
    return [
      ...[each.name, kilobytes(each.bytes), kilobytes(each.gzip)],
      ...[each.throughput.toFixed(2), each.latency.toFixed(2), digitsOf(value)],
      each === full ? '' : `${digitsOf(loss)} (${digitsOf(low)} to ${digitsOf(high)})`,
      each.golden === 0 ? '0' : each.golden.toExponential(1),
    ];
  };
  return [
    line(['', 'kB', 'kB gzip', 'rows/s', 'one row', metric, `loss on ${rows} rows`, 'golden']),
    line(['---', ...Array(5).fill('--:'), '---', '--:']),
    ...[full, ...variants].map((each) => line(cells(each))),
  ].join('\n');
}
