// How well and how fast mlx learns from images and texts. See docs/benchmarks.md.
//
//   node bench/vision-and-text.mjs [DATA] [--python PATH] [--only digits,photos,spam,speed] [--rounds N] [--continue] [--no-write]
//
// `--continue` keeps the rows that are in the results already, and of speeds the better ones; each is kept as soon as it is there.
// DATA holds images/mnist, images/cifar10-2000.tar.gz and text/sms. The Python needs torch and scikit-learn.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { rowsOfSplits, runMlx } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    only: { type: 'string', default: 'digits,photos,spam,speed' },
    rounds: { type: 'string', default: '3' },
    continue: { type: 'boolean', default: false },
    'no-write': { type: 'boolean', default: false },
  },
});
const data = resolve(positionals[0] ?? process.env.MLX_TEST_DATA ?? here('../../shared/data'));
const wanted = options.only.split(',');
const results = JSON.parse(
  await readFile(here('results/vision-and-text.json'), 'utf8').catch(() => '{"quality":{}}'),
);
const folder = temporaryFolder('vision-and-text');

const plain = { rotate: 0, shift: 0, scale: 0, flip: false, noise: 0 };
const sets = {
  digits: {
    title: 'MNIST t10k, 80 : 20',
    source: {
      type: 'idx',
      path: join(data, 'images/mnist/t10k-images-idx3-ubyte.gz'),
      labels: join(data, 'images/mnist/t10k-labels-idx1-ubyte.gz'),
    },
    target: 'label',
    candidates: {
      'image-cnn': { model: 'image-cnn' },
      'image-cnn, images as they are': { model: 'image-cnn', augment: plain },
    },
    reference: ['the same network in PyTorch, images as they are', 'resnet'],
  },
  photos: {
    title: 'CIFAR-10, 2,000 JPEGs',
    source: { type: 'image-folder', path: 'pictures' },
    target: 'label',
    candidates: {
      'image-cnn': {
        model: 'image-cnn',
        epochs: 30,
        augment: { ...plain, shift: 0.1, flip: true },
      },
      'image-cnn, images as they are': { model: 'image-cnn', epochs: 30, augment: plain },
    },
    reference: ['the same network in PyTorch, images as they are', 'resnet'],
  },
  spam: {
    title: 'SMS spam',
    source: { type: 'csv', path: join(data, 'text/sms/spam.csv.gz') },
    columns: {
      ...{ v1: 'category', v2: 'text' },
      ...Object.fromEntries([3, 4, 5].map((at) => [`column_${at}`, 'ignore'])),
    },
    target: 'v1',
    candidates: {
      linear: { model: 'linear' },
      'text-network, conv': { model: 'text-network' },
      'text-network, gru': { model: 'text-network', body: 'gru' },
    },
    reference: ['TF-IDF and logistic regression in scikit-learn', 'tfidf'],
  },
};

for (const name of Object.keys(sets).filter((each) => wanted.includes(each))) {
  results.quality[name] = await quality(name, sets[name]);
}
if (wanted.includes('speed')) results.speed = await speed();
Object.assign(results, { measured: measuredOn() });
const text = page();
console.log(text);
if (!options['no-write']) {
  await writeResults('vision-and-text', results);
  await writeSection('vision-and-text', text);
}

/** One project for each candidate, so that each is judged on the test rows; then the reference on the same rows. */
async function quality(name, { source, columns = {}, target, candidates, reference }) {
  const rows = options.continue ? (results.quality[name] ?? []) : [];
  const isDone = (title) => rows.some((row) => row.title === title);
  const keep = async (row) => {
    rows.push(row);
    console.error(name, row);
    results.quality[name] = rows;
    if (!options['no-write']) await writeResults('vision-and-text', results);
  };
  let place;
  for (const [title, settings] of Object.entries(candidates)) {
    // The reference needs the rows of some run.
    const isLast = title === Object.keys(candidates).at(-1) && !isDone(reference[0]);
    if (isDone(title) && !isLast) continue;
    const quick = isDone(title) ? { ...settings, epochs: 1 } : settings;
    const project = join(folder, name, String(rows.length));
    await mkdir(project, { recursive: true });
    if (source.type === 'image-folder') unpack(project);
    // JSON is YAML.
    const yaml = {
      ...{ version: 1, name, seed: 7, task: { type: 'classification', target } },
      ingest: { sources: { rows: source }, columns },
      split: { test: '20%', validation: '10%' },
      train: { candidates: { it: quick } },
    };
    await writeFile(join(project, 'mlx.yaml'), JSON.stringify(yaml));
    const trained = JSON.parse(await runMlx(project, 'train', '--json', '-q'));
    const said = JSON.parse(await runMlx(project, 'evaluate', '--json', '-q'));
    const stage = (of) => said.stages.find((each) => each.stage === of);
    const artifact = (of) =>
      join(project, '.mlx/artifacts', of, stage(of).fingerprint.slice(0, 16));
    const { evaluation } = await json(join(artifact('evaluate'), 'evaluation.json'));
    const { compute } = await json(join(artifact('train'), 'artifact.json'));
    const row = {
      title,
      accuracy: evaluation.metrics.accuracy.value,
      logLoss: evaluation.metrics.log_loss.value,
      seconds: trained.seconds,
      road: compute?.road ?? null,
    };
    if (!isDone(title)) await keep(row);
    place = {
      table: join(artifact('ingest'), 'table.parquet'),
      splits: artifact('split'),
      project,
    };
  }
  const [title, kind] = reference;
  if (isDone(title)) return rows;
  const request = join(place.project, 'reference.json');
  await writeFile(
    request,
    JSON.stringify({ kind, target, ...place, rows: await rowsOfSplits(place.splits) }),
  );
  const { stdout, stderr, status } = spawnSync(
    options.python,
    [here('vision-and-text-reference.py'), request],
    { maxBuffer: 2 ** 26 },
  );
  if (status !== 0) throw new Error(stderr.toString());
  await keep({ title, ...JSON.parse(stdout.toString()) });
  return rows;
}

function unpack(project) {
  const archive = join(data, 'images/cifar10-2000.tar.gz');
  const to = join(project, 'pictures');
  const { status } = spawnSync('sh', ['-c', `mkdir -p '${to}' && tar xzf '${archive}' -C '${to}'`]);
  if (status !== 0) throw new Error(`cannot unpack ${archive}`);
}

/** Samples a second after the first epoch, which builds; the best epoch of some rounds, in each of which all take their turn. */
async function speed() {
  const script = here('../node_modules/.cache/training-speed-node.mjs');
  await build({
    ...{ entryPoints: [here('training-speed-node.mjs')], outfile: script, bundle: true },
    ...{ platform: 'node', format: 'esm', packages: 'external', logLevel: 'error' },
  });
  const cacheDir = process.env.MLX_CACHE_DIR ?? join(homedir(), '.cache/mlx');
  const node = (way) => ({
    command: process.execPath,
    script,
    asked: { who: `tensorflow ${way}` },
  });
  const contestants = {
    mlx: node('mlx'),
    fit: node('fit'),
    torch: { command: options.python, script: here('training-speed-torch.py'), asked: {} },
  };
  // `slow` are rows for `fit`: a rate is a rate. The threads are those that mlx takes; PyTorch has two.
  const cases = [
    { net: 'resnet', rows: 1024, slow: 512, threads: 2, batch: 64 },
    { net: 'text-conv', rows: 6400, slow: 1280, threads: 1, batch: 64 },
    { net: 'text-gru', rows: 6400, slow: 640, threads: 1, batch: 64 },
  ];
  const none = Object.fromEntries(
    Object.keys(contestants).map((who) => [who, { rate: 0, cpuRate: 0 }]),
  );
  const lines =
    options.continue && results.speed !== undefined
      ? results.speed
      : cases.map(({ net }) => ({ net, ...none }));
  for (let round = 0; round < Number(options.rounds); round++) {
    for (const [at, { slow, rows, ...each }] of cases.entries()) {
      for (const [who, { command, script: file, asked }] of Object.entries(contestants)) {
        const count = who === 'fit' ? slow : rows;
        const threads = who === 'torch' ? 2 : each.threads;
        const wish = { ...each, ...asked, threads, rows: count, epochs: 3, cacheDir };
        const run = spawnSync(command, [file, JSON.stringify(wish)]);
        if (run.status !== 0) throw new Error(run.stderr.toString());
        const said = JSON.parse(run.stdout.toString().trim().split('\n').at(-1));
        const best = (values) => count / Math.min(...values.slice(1));
        const line = lines[at][who];
        lines[at][who] = {
          rate: Math.max(line.rate, best(said.seconds)),
          cpuRate: Math.max(line.cpuRate, best(said.cpu)),
          road: said.road,
        };
        console.error(each.net, who, lines[at][who]);
        if (!options['no-write'])
          await writeResults('vision-and-text', { ...results, speed: lines });
      }
    }
  }
  return lines;
}

function page() {
  const { measured, quality: found, speed: rates } = results;
  const lines = Object.entries(sets).flatMap(([name, { title }]) =>
    (found[name] ?? []).map((row, at) => [
      at === 0 ? title : '',
      row.title,
      row.accuracy.toFixed(4),
      row.logLoss.toFixed(4),
      row.seconds === null ? '–' : row.seconds.toFixed(0),
    ]),
  );
  const times = (one, other) => (one / other).toFixed(1);
  const fast = (rates ?? []).flatMap(({ net, ...of }) =>
    Object.entries({ mlx: 'mlx', fit: 'TensorFlow.js `fit`', torch: 'PyTorch' }).map(
      ([who, title], at) => [
        at === 0 ? net : '',
        `${title} (${of[who].road})`,
        Math.round(of[who].rate).toLocaleString('en-US'),
        times(of.mlx.rate, of[who].rate),
        times(of.mlx.cpuRate, of[who].cpuRate),
      ],
    ),
  );
  return [
    `Measured on ${measured.date} at commit ${measured.commit}: Node ${measured.node.slice(1)}; ${measured.machine}, load ${measured.load}.`,
    markdownTable(['data', 'model', 'accuracy', 'log loss', 'seconds to train'], lines),
    ...(fast.length === 0
      ? []
      : [markdownTable(['network', 'who', 'samples/s', 'mlx is faster by', 'by CPU time'], fast)]),
  ].join('\n\n');
}

async function json(file) {
  return JSON.parse(await readFile(file, 'utf8'));
}
