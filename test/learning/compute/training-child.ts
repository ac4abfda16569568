// A training in a process of its own, which tests kill or measure: bundled by `child-trainings.ts`.
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { openCompute } from '../../../src/learning/compute/backend.js';
import { activation } from '../../../src/learning/compute/layers/activations.js';
import { batchNorm } from '../../../src/learning/compute/layers/batch-norm.js';
import { dense } from '../../../src/learning/compute/layers/dense.js';
import { chain, dropout, networkOf } from '../../../src/learning/compute/layers/layer.js';
import { openRowFile } from '../../../src/learning/compute/rows/row-file.js';
import { trainNetwork } from '../../../src/learning/compute/train-network.js';

/** What a child is told on its command line. */
export interface ChildTraining {
  readonly backend: 'tensorflow' | 'wasm';
  readonly epochs: number;
  /** Of a file of rows; without one there are 300 rows in memory. */
  readonly file?: string;
  readonly width: number;
  /** Where checkpoints go. */
  readonly checkpoint?: string;
}

const wish = JSON.parse(process.argv[2] ?? '') as ChildTraining;
const { width, checkpoint, file } = wish;
const compute = await openCompute({
  backend: wish.backend,
  cacheDir: process.env['MLX_CACHE_DIR'] ?? join(homedir(), '.cache/mlx'),
  setEnv: (name, value) => {
    process.env[name] ??= value;
  },
});
const random = randomFor(2, 'rows');
const x =
  file === undefined
    ? {
        rows: 300,
        columns: Array.from({ length: width }, (_, at) => `x${at}`),
        values: Float32Array.from({ length: 300 * width }, () => normal(random)),
      }
    : await openRowFile(file, width);
const y = Float64Array.from({ length: x.rows }, () => Math.round(random()));
const place = { seed: 5, label: 'net' };
const unit = (name: string, inputs: number, outputs: number) =>
  dense(place, { name, inputs, outputs });
const layers = [batchNorm({ name: 'norm', width: 8 }), activation('relu'), dropout(0.2)];
const trained = await trainNetwork(
  {
    network: networkOf(chain(unit('hidden', width, 8), ...layers, unit('out', 8, 1)), 1),
    loss: 'logistic',
    data: { train: { x, y }, validation: { x, y } },
  },
  {
    epochs: wish.epochs,
    batchSize: 64,
    optimizer: { name: 'adam', learningRate: 0.01 },
    schedule: { name: 'plateau', patience: 2, factor: 0.5 },
    l1: 0,
    l2: 1e-4,
    earlyStopping: { patience: 1000, minDelta: 0 },
  },
  {
    compute: () => Promise.resolve(compute),
    ...place,
    signal: new AbortController().signal,
    emit: (event) => {
      if (event.type === 'epoch') process.stdout.write(`epoch ${event.epoch}\n`);
    },
    ...(checkpoint === undefined
      ? {}
      : {
          checkpoints: {
            everySeconds: 0,
            load: () => readFile(checkpoint).catch(() => undefined),
            save: async (bytes) => {
              await writeFile(`${checkpoint}.new`, bytes);
              await rename(`${checkpoint}.new`, checkpoint);
            },
          },
        }),
  },
);
const hash = createHash('sha256').update(JSON.stringify(trained.history));
for (const { values } of Object.values(trained.weights)) hash.update(values);
process.stdout.write(
  `done ${JSON.stringify({
    digest: hash.digest('hex'),
    road: trained.road.name,
    megabytes: process.resourceUsage().maxRSS / 1024,
  })}\n`,
);
