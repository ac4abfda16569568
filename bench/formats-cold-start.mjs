// How long from the start of the process to the first prediction: `single-file` and `bundle` of 100 boosted trees and of a forest
// of 100 deep trees, beside a Node that does nothing. Middle of ten starts, taken in turns. Needs `npm run build` and MLX_DATA.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const data = resolve(process.env.MLX_DATA ?? '../shared/data');
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
try {
  console.log('| model | program | size | p50 | slowest |\n|---|---|---|---|---|');
  for (const [name, candidate] of Object.entries(candidates)) {
    writeFileSync(
      join(home, 'mlx.yaml'),
      JSON.stringify({
        ...{
          version: 1,
          name: 'telco',
          seed: 1,
          task: { target: 'Churn', type: 'classification' },
        },
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
    const golden = JSON.parse(readFileSync(join(home, 'out/bundle/golden.json'), 'utf8'));
    const row = JSON.stringify(golden[0].row);
    const programs = {
      'empty Node': ['-e', '0'],
      'single-file': [join(home, 'out/single-file/model.mjs'), row],
      bundle: [join(home, 'out/bundle/predict.mjs'), row],
    };
    const times = Object.fromEntries(Object.keys(programs).map((key) => [key, []]));
    // The first round warms the disk cache.
    for (let round = 0; round <= 10; round++) {
      for (const [key, command] of Object.entries(programs)) {
        const before = performance.now();
        const { status, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8' });
        const took = performance.now() - before;
        if (status !== 0) throw new Error(stderr);
        if (round > 0) times[key].push(took);
      }
    }
    for (const [key, all] of Object.entries(times)) {
      const sorted = all.toSorted((a, b) => a - b);
      const size = formats.find(({ format }) => format === key)?.bytes;
      const shown = size === undefined ? '' : `${(size / 1024).toFixed(0)} KiB`;
      console.log(
        `| ${name} | ${key} | ${shown} | ${sorted[5].toFixed(0)} ms | ${sorted[9].toFixed(0)} ms |`,
      );
    }
  }
} finally {
  rmSync(home, { recursive: true });
}
