// How fast mlx trains networks, beside PyTorch and TensorFlow.js's own `fit`: samples a second, measured in turn on one
// machine. See docs/benchmarks.md.
//
//   node bench/training-speed.mjs [--python PATH] [--rounds N] [--only WORD,WORD] [--scale 1,10] [--no-write]
//
// The Python needs torch: `python3 -m venv env && env/bin/pip install torch`, then `--python env/bin/python`. The native
// backend is that of `mlx doctor --fix`. Run it when nothing else runs.
import { spawnSync } from 'node:child_process';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import {
  markdownTable,
  measuredOn,
  readResults,
  writeResults,
  writeSection,
} from './benchmarks-page.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rounds: { type: 'string', default: '5' },
    only: { type: 'string', default: '' },
    scale: { type: 'string', default: '1,10' },
    'no-write': { type: 'boolean', default: false },
  },
});
const cacheDir = process.env.MLX_CACHE_DIR ?? join(homedir(), '.cache/mlx');

// Beside the sources, so that packages are found.
const script = here('../node_modules/.cache/training-speed/training-speed-node.js');
await build({
  entryPoints: {
    'training-speed-node': here('training-speed-node.mjs'),
    'network-worker': here('../src/learning/compute/kernel/network-worker.ts'),
  },
  outdir: here('../node_modules/.cache/training-speed'),
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});

/** `slow` are rows for those that would take minutes: a rate is a rate. */
const [mlp, conv, rnn] = [
  { net: 'mlp', rows: 100_000, slow: 10_000, epochs: 6 },
  { net: 'conv', rows: 8_000, slow: 2_000, epochs: 4 },
  { rows: 20_000, slow: 2_000, epochs: 4 },
];
const cases = [
  ...[32, 256, 2048].map((batch) => ({
    ...mlp,
    batch,
    contestants: ['tensorflow mlx', 'torch', 'tensorflow fit'],
  })),
  ...[1, 2].map((threads) => ({
    ...conv,
    batch: 64,
    threads,
    contestants: ['tensorflow mlx', 'tensorflow fit'],
  })),
  ...['lstm', 'gru'].map((net) => ({
    ...rnn,
    net,
    batch: 64,
    contestants: ['tensorflow mlx', 'tensorflow fit'],
  })),
  ...[32, 256, 2048].map((batch) => ({
    ...mlp,
    rows: 20_000,
    batch,
    epochs: 4,
    contestants: ['wasm mlx', 'torch', 'wasm eager', 'wasm fit'],
  })),
].filter((one) => options.only.split(',').every((word) => nameOf(one).includes(word)));

temporaryFolder('training-speed');
const measured = measuredOn();
const lines = [];
for (const scale of options.scale.split(',').map(Number)) {
  for (const one of cases) {
    const samples = Object.fromEntries(one.contestants.map((who) => [who, []]));
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const who of one.contestants) samples[who].push(...measure(who, one, scale));
    }
    for (const who of one.contestants) {
      const line = { case: nameOf(one), scale, who, ...summary(samples[who]) };
      const [base] = lines.filter((each) => each.case === line.case && each.scale === scale);
      line.ratio = base === undefined ? 1 : base.perSecond / line.perSecond;
      line.cpuRatio = base === undefined ? 1 : base.perCpuSecond / line.perCpuSecond;
      lines.push(line);
      console.log(cellsOf(line).join('  '));
    }
  }
}
if (!options['no-write']) {
  // Networks may be measured one at a time; what is measured again takes the place of what was.
  const before = (await readResults('training-speed'))?.lines ?? [];
  const keyOf = (line) => `${line.case}/${line.scale}`;
  const isNew = (old) => lines.some((line) => keyOf(line) === keyOf(old));
  const all = [...before.filter((old) => !isNew(old)), ...lines];
  const known = [...new Set([...before, ...all].map((line) => line.case))];
  all.sort((a, b) => a.scale - b.scale || known.indexOf(a.case) - known.indexOf(b.case));
  await writeResults('training-speed', { measured, rounds: Number(options.rounds), lines: all });
  await writeSection('training-speed', section(all));
}

function nameOf({ net, batch, threads, contestants }) {
  const [backend] = contestants[0].split(' ');
  return `${net} ${backend} batch ${batch}${threads === undefined ? '' : `, ${threads} thread${threads === 1 ? '' : 's'}`}`;
}

/** Samples a second, wall and CPU, of each epoch but the first. */
function measure(who, { net, rows, slow, batch, epochs, threads = 1 }, scale) {
  const count = scale * (who.endsWith('fit') || who.endsWith('eager') ? slow : rows);
  const wish = JSON.stringify({
    who,
    net,
    rows: count,
    batch,
    // An epoch of ten times the rows says ten times as much.
    epochs: scale > 1 ? Math.min(3, epochs) : epochs,
    cacheDir,
    threads: who === 'torch' ? 2 : threads,
  });
  const [command, file] =
    who === 'torch'
      ? [options.python, here('training-speed-torch.py')]
      : [process.execPath, script];
  const { status, stdout, stderr } = spawnSync(command, [file, wish], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${who} failed: ${stderr.slice(0, 2000)}`);
  const result = JSON.parse(stdout.trim().split('\n').at(-1));
  return result.seconds.slice(1).map((seconds, at) => ({
    perSecond: count / seconds,
    perCpuSecond: count / result.cpu[at + 1],
    built: result.seconds[0] - seconds,
    road: result.road,
  }));
}

function summary(samples) {
  return {
    road: samples[0].road,
    perSecond: median(samples.map(({ perSecond }) => perSecond)),
    best: Math.max(...samples.map(({ perSecond }) => perSecond)),
    perCpuSecond: median(samples.map(({ perCpuSecond }) => perCpuSecond)),
    built: median(samples.map(({ built }) => built)),
  };
}

function median(values) {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

function cellsOf({ case: name, scale, who, road, perSecond, ratio, cpuRatio, built }) {
  return [
    name,
    `${scale}×`,
    `${who} (${road})`,
    Math.round(perSecond).toLocaleString('en'),
    ratio.toFixed(2),
    cpuRatio.toFixed(2),
    built.toFixed(2),
  ];
}

function section(all) {
  const header = [
    'network',
    'rows',
    'who',
    'samples/s',
    'mlx is faster by',
    'by CPU time',
    'start, s',
  ];
  return [
    `Last measured on ${measured.date} at ${measured.commit}, Node ${measured.node}, ${measured.machine}, load ${measured.load}: \`node bench/training-speed.mjs\`. Medians of all epochs but the first of several processes each, in turn.`,
    markdownTable(header, all.map(cellsOf)),
  ].join('\n\n');
}
