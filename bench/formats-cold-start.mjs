// How long from the start of the process to its end after the first prediction: `single-file` and `bundle` of 100 boosted trees and
// of a forest of 100 deep trees, beside a Node that does nothing and, with MLX_PYTHON, LightGBM with 100 trees. All take turns; the
// middle of MLX_ROUNDS (15) starts, by the clock and in seconds of the processor (which other programs disturb less), and how much
// of it is more than an empty Node. Needs bash, `npm run build` and MLX_DATA.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const data = resolve(process.env.MLX_DATA ?? '../shared/data');
const rounds = Number(process.env.MLX_ROUNDS ?? 15);
const python = process.env.MLX_PYTHON;
const bin = resolve(import.meta.dirname, '..', 'bin', 'mlx.js');
const home = mkdtempSync(join(tmpdir(), 'mlx-cold-'));
const candidates = {
  'gradient-boosting': {
    model: 'gradient-boosting',
    trees: 100,
    early_stopping: { patience: 100 },
  },
  'random-forest': { model: 'random-forest', trees: 100 },
};
const base = 'empty Node';
try {
  console.log(`Node ${process.versions.node}, middle of ${rounds} starts, in turns\n`);
  console.log('| model | program | size | time | more than empty | processor | more than empty |');
  console.log('|---|---|---|---|---|---|---|');
  for (const [name, candidate] of Object.entries(candidates)) {
    const programs = { ...written(candidate), ...(python !== undefined && lightgbm()) };
    const taken = measured(programs);
    const [time, processor] = taken.get(base);
    for (const [program, [wall, used]] of taken) {
      const more = (value, from) => (program === base ? '' : `${(value - from).toFixed(0)} ms`);
      const { bytes } = programs[program];
      console.log(
        `| ${name} | ${program} | ${bytes === undefined ? '' : `${(bytes / 1024).toFixed(0)} KiB`} | ${wall.toFixed(0)} ms | ${more(wall, time)} | ${used.toFixed(0)} ms | ${more(used, processor)} |`,
      );
    }
  }
} finally {
  rmSync(home, { recursive: true });
}

/** The programs of a candidate's package, and the empty one. */
function written(candidate) {
  writeFileSync(
    join(home, 'mlx.yaml'),
    JSON.stringify({
      ...{ version: 1, name: 'telco', seed: 1 },
      task: { target: 'Churn', type: 'classification' },
      ingest: {
        path: join(data, 'tabular/telco/Telco-Customer-Churn.csv.gz'),
        columns: { customerID: 'id' },
      },
      train: { candidates: { it: candidate } },
    }),
  );
  const args = ['package', '--json', '--progress', 'quiet', '-o', 'out'];
  const ran = spawnSync(
    process.execPath,
    [bin, ...args, '--format', 'single-file', '--format', 'bundle'],
    { cwd: home, encoding: 'utf8' },
  );
  const { formats } = JSON.parse(ran.stdout);
  const [first] = JSON.parse(readFileSync(join(home, 'out/bundle/golden.json'), 'utf8'));
  const row = JSON.stringify(first.row);
  writeFileSync(join(home, 'empty.mjs'), '');
  const program = (name, file) => ({
    command: [process.execPath, join(home, 'out', name, file), row],
    bytes: formats.find(({ format }) => format === name)?.bytes,
  });
  return {
    [base]: { command: [process.execPath, join(home, 'empty.mjs')] },
    'single-file': program('single-file', 'model.mjs'),
    bundle: program('bundle', 'predict.mjs'),
  };
}

/** A booster of 100 trees on 19 columns, read from its file. */
function lightgbm() {
  const file = join(home, 'lightgbm.txt');
  const fit = `import numpy, lightgbm
x = numpy.random.default_rng(1).normal(size=(5000, 19))
lightgbm.train(dict(objective="binary", verbose=-1), lightgbm.Dataset(x, (x[:, 0] * x[:, 1] > 0).astype(int)), 100).save_model("${file}")`;
  const { status, stderr } = spawnSync(python, ['-c', fit], { encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  const ask = `import numpy, lightgbm
print(lightgbm.Booster(model_file="${file}").predict(numpy.zeros((1, 19))))`;
  return {
    'empty Python': { command: [python, '-c', 'pass'] },
    'LightGBM in Python': { command: [python, '-c', ask] },
  };
}

/** Milliseconds by the clock and of the processor of each program: the middle of its starts. */
function measured(programs) {
  const taken = new Map(Object.keys(programs).map((name) => [name, [[], []]]));
  // The first round warms the disk cache.
  for (let round = 0; round <= rounds; round++) {
    for (const [name, { command }] of Object.entries(programs)) {
      const timed = 'TIMEFORMAT="%3R %3U %3S"; time "$@" > /dev/null';
      const { status, stderr } = spawnSync('bash', ['-c', timed, 'bash', ...command], {
        encoding: 'utf8',
        env: { ...process.env, LC_ALL: 'C' },
      });
      if (status !== 0) throw new Error(stderr);
      const [real, user, system] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
      if (round === 0) continue;
      const [walls, used] = taken.get(name);
      walls.push(real * 1000);
      used.push((user + system) * 1000);
    }
  }
  const middle = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
  return new Map([...taken].map(([name, [walls, used]]) => [name, [middle(walls), middle(used)]]));
}
