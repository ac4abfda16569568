// Holds the training time of gradient boosting against LightGBM's: the same arrays (30 features, a fifth of them categories,
// 8.5 % missing), 100 trees of 31 leaves, on two threads, both sides in turn. Wall seconds mean little on a busy machine:
// look at the ratio of CPU seconds there.
//   node bench/trees-speed.mjs [--python PATH] [--rows 100000,1000000] [--threads 2] [--repeat 3] [--no-write]
// The Python needs lightgbm and scikit-learn.
import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import {
  markdownTable,
  measuredOn,
  readResults,
  writeResults,
  writeSection,
} from './benchmarks-page.mjs';
import { temporaryFolder } from './temporary-folder.mjs';
import { bundleTrees } from './trees-bundle.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { values: options } = parseArgs({
  options: {
    python: { type: 'string', default: 'python3' },
    rows: { type: 'string', default: '100000,1000000' },
    threads: { type: 'string', default: '2' },
    repeat: { type: 'string', default: '3' },
    'no-write': { type: 'boolean', default: false },
  },
});
const work = temporaryFolder('trees-speed');
const bundle = join(work, 'bundle');
await bundleTrees(bundle);

const run = async (command, ...args) =>
  (await promisify(execFile)(command, args, { maxBuffer: 2 ** 26 })).stdout;

const measurements = [];
for (const rows of options.rows.split(',').map(Number)) {
  const folder = join(work, `${rows}`);
  await mkdir(folder);
  await run(options.python, here('trees-lightgbm.py'), 'make', `${rows}`, folder);
  for (const kind of ['binary', 'regression']) {
    const task = JSON.stringify({ kind, trees: 100, leaves: 31, threads: Number(options.threads) });
    const mlx = [];
    const lightgbm = [];
    for (let turn = 0; turn < Number(options.repeat); turn++) {
      const ours = await run(process.execPath, here('trees-fit.mjs'), bundle, folder, task);
      mlx.push(JSON.parse(ours));
      const theirs = await run(options.python, here('trees-lightgbm.py'), 'fit', folder, task);
      lightgbm.push(withTotal(JSON.parse(theirs)));
    }
    const measured = { rows, kind, mlx, lightgbm };
    measurements.push(measured);
    console.log(lineOf(measured));
  }
}
if (!options['no-write']) {
  // Sizes may be measured one at a time; what is measured again takes the place of what was.
  const before = (await readResults('trees-speed'))?.measurements ?? [];
  const isNew = (old) =>
    measurements.some(({ rows, kind }) => rows === old.rows && kind === old.kind);
  const all = [...before.filter((old) => !isNew(old)), ...measurements];
  all.sort((a, b) => a.kind.localeCompare(b.kind) || a.rows - b.rows);
  const measured = measuredOn();
  await writeResults('trees-speed', {
    measured,
    threads: Number(options.threads),
    measurements: all,
  });
  await writeSection('trees-speed', section(measured, all));
}

function section(measured, all) {
  const best = (runs, what) => Math.min(...runs.map((each) => each[what]));
  const score = (runs) => runs[0].score.toFixed(4);
  const lines = all.map(({ rows, kind, mlx, lightgbm }) => {
    const smaller = all.find((each) => each.kind === kind && each.rows * 10 === rows);
    const growth = (side) =>
      smaller === undefined
        ? '–'
        : (best(side === 'mlx' ? mlx : lightgbm, 'total') / best(smaller[side], 'total')).toFixed(
            1,
          );
    return [
      kind,
      rows.toLocaleString('en'),
      best(mlx, 'total').toFixed(2),
      best(lightgbm, 'total').toFixed(2),
      (best(mlx, 'total') / best(lightgbm, 'total')).toFixed(2),
      (best(mlx, 'cpu') / best(lightgbm, 'cpu')).toFixed(2),
      growth('mlx'),
      growth('lightgbm'),
      `${score(mlx)} / ${score(lightgbm)}`,
      Math.round(best(mlx, 'megabytes')).toLocaleString('en'),
    ];
  });
  const header = [
    'task',
    'rows',
    'mlx, s',
    'LightGBM, s',
    'ratio',
    'of CPU time',
    'mlx at 10×',
    'LightGBM at 10×',
    'AUC or RMSE, mlx / LightGBM',
    'memory of mlx, MB',
  ];
  return [
    `Last measured on ${measured.date} at ${measured.commit}, Node ${measured.node}, ${measured.machine}, load ${measured.load}: \`node bench/trees-speed.mjs\`. The best of ${all.map(({ mlx }) => mlx.length).join(', ')} runs, in turn.`,
    markdownTable(header, lines),
  ].join('\n\n');
}

function withTotal(result) {
  return { ...result, total: result.bin + result.train };
}

function lineOf({ rows, kind, mlx, lightgbm }) {
  const best = (runs, what) => Math.min(...runs.map((each) => each[what]));
  const part = (what) => {
    const [ours, theirs] = [best(mlx, what), best(lightgbm, what)];
    return `${what} ${ours.toFixed(2)} / ${theirs.toFixed(2)} s = ${(ours / theirs).toFixed(2)}`;
  };
  const scores = `${mlx[0].score.toFixed(5)} / ${lightgbm[0].score.toFixed(5)}`;
  return `${rows} ${kind}: ${part('total')}, ${part('cpu')}, score ${scores}, ${Math.round(mlx[0].megabytes)} MB`;
}
