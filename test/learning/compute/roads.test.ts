import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import type { Compute } from '../../../src/learning/compute/compute.js';
import type { FitContext } from '../../../src/learning/compute/fit-context.js';
import { activation } from '../../../src/learning/compute/layers/activations.js';
import { batchNorm } from '../../../src/learning/compute/layers/batch-norm.js';
import { dense } from '../../../src/learning/compute/layers/dense.js';
import { chain, dropout, networkOf } from '../../../src/learning/compute/layers/layer.js';
import type { Loss, NetworkData } from '../../../src/learning/compute/network.js';
import { openRowFile, rowBytes } from '../../../src/learning/compute/rows/row-file.js';
import { type TrainedNetwork, trainNetwork } from '../../../src/learning/compute/train-network.js';
import type { Road } from '../../../src/learning/compute/trainer.js';
import type {
  OptimizerOptions,
  TrainingOptions,
} from '../../../src/learning/compute/training-options.js';
import { matrixOf } from '../models/fixtures.js';
import { expectSame } from './expect-same.js';
import { hasNative, openNative } from './native.js';

const place = { seed: 5, label: 'net' };
const unit = (name: string, inputs: number, outputs: number) =>
  dense(place, { name, inputs, outputs });

const netOf = (outputs: number) =>
  networkOf(
    chain(
      dense(place, { name: 'hidden', inputs: 4, outputs: 9, biases: 'none' }),
      batchNorm({ name: 'norm', width: 9 }),
      activation('tanh'),
      dropout(0.2),
      unit('out', 9, outputs),
    ),
    outputs,
  );

/** Numbers that hang on the first two features; `classes` of them where there are some. */
function rowsFor(
  count: number,
  label: string,
  { classes = 0, outputs = 1, weighted = false } = {},
) {
  const random = randomFor(9, label);
  const rows = Array.from({ length: count }, () => Array.from({ length: 4 }, () => normal(random)));
  const y = Float64Array.from({ length: count * outputs }, (_, at) => {
    const [a = 0, b = 0] = rows[Math.floor(at / outputs)] ?? [];
    const score = a - b / 2 + 0.1 * normal(random) + (at % outputs);
    return classes === 0
      ? score
      : Math.min(classes - 1, Math.max(0, Math.floor(score + classes / 2)));
  });
  const weights = Float64Array.from({ length: count }, () => 3 * random());
  return { x: matrixOf(rows), y, ...(weighted ? { weights } : {}) };
}

const basics: TrainingOptions = {
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'sgd', learningRate: 0.05, momentum: 0.9 },
  l1: 0,
  l2: 0,
};
const dataOf = (...options: Parameters<typeof rowsFor>[2][]): NetworkData => ({
  train: rowsFor(70, 'train', ...options),
  validation: rowsFor(30, 'validation', ...options),
});

interface Training {
  readonly outputs: number;
  readonly loss: Loss;
  readonly data: NetworkData;
  readonly options: TrainingOptions;
}
const squared: Training = { outputs: 1, loss: 'squared', data: dataOf(), options: basics };
const withOptions = (options: Partial<TrainingOptions>): Training => ({
  ...squared,
  options: { ...basics, ...options },
});
const withOptimizer = (optimizer: OptimizerOptions) => withOptions({ optimizer });

let compute: Compute;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlx-roads-'));
  if (hasNative) compute = await openNative();
});
afterAll(() => rm(folder, { recursive: true }));

function train(
  training: Training,
  road: Road,
  changes: Partial<FitContext> = {},
): Promise<TrainedNetwork> {
  const { outputs, loss, data, options } = training;
  const context: FitContext = {
    compute: () => Promise.resolve(compute),
    ...place,
    signal: new AbortController().signal,
    emit: () => undefined,
    ...changes,
  };
  return trainNetwork({ network: netOf(outputs), loss, data, road }, options, context);
}

const rate = 0.02;
const trainings: readonly (readonly [string, Training])[] = [
  ['adam', withOptimizer({ name: 'adam', learningRate: rate })],
  ['adam with weight decay', withOptimizer({ name: 'adam', learningRate: rate, weightDecay: 0.5 })],
  [
    'adam with other constants',
    withOptimizer({ name: 'adam', learningRate: rate, beta1: 0.5, beta2: 0.9, epsilon: 1e-3 }),
  ],
  ['sgd without momentum', withOptimizer({ name: 'sgd', learningRate: rate, weightDecay: 0.1 })],
  [
    'sgd with Nesterov momentum',
    withOptimizer({ name: 'sgd', learningRate: rate, momentum: 0.8, nesterov: true }),
  ],
  ['rmsprop', withOptimizer({ name: 'rmsprop', learningRate: rate, epsilon: 1e-4 })],
  [
    'rmsprop with momentum',
    withOptimizer({ name: 'rmsprop', learningRate: rate, momentum: 0.5, epsilon: 1e-4 }),
  ],
  ['penalties', withOptions({ l1: 0.01, l2: 0.1 })],
  ['a clipped norm', withOptions({ clipNorm: 0.3 })],
  ['clipped slopes', withOptions({ clipValue: 0.05, clipNorm: 0.2 })],
  ['a cosine with warm-up', withOptions({ schedule: { name: 'cosine', warmupEpochs: 1 } })],
  ['steps', withOptions({ schedule: { name: 'step', every: 1, factor: 0.5 } })],
  ['an exponential', withOptions({ schedule: { name: 'exponential', factor: 0.7 } })],
  [
    'a plateau',
    withOptions({ epochs: 6, schedule: { name: 'plateau', patience: 0, factor: 0.1 } }),
  ],
  ['one batch of all rows', withOptions({ batchSize: 1000 })],
  ['early stopping', withOptions({ epochs: 6, earlyStopping: { patience: 2, minDelta: 0.1 } })],
  ['weighted rows', { ...squared, data: dataOf({ weighted: true }) }],
  ['several targets', { ...squared, outputs: 3, data: dataOf({ outputs: 3 }) }],
  ['two classes', { ...squared, loss: 'logistic', data: dataOf({ classes: 2, weighted: true }) }],
  ['three classes', { ...squared, outputs: 3, loss: 'softmax', data: dataOf({ classes: 3 }) }],
  [
    'focal loss of two classes',
    { ...squared, loss: { name: 'focal', gamma: 2 }, data: dataOf({ classes: 2 }) },
  ],
  [
    'focal loss of three classes',
    {
      ...squared,
      outputs: 3,
      loss: { name: 'focal', gamma: 2 },
      data: dataOf({ classes: 3, weighted: true }),
    },
  ],
  ['huber loss', { ...squared, loss: { name: 'huber', delta: 0.5 } }],
  ['pinball loss', { ...squared, outputs: 2, loss: { name: 'pinball', quantiles: [0.1, 0.9] } }],
  ['poisson loss', { ...squared, loss: { name: 'poisson' }, data: dataOf({ classes: 5 }) }],
];

describe.skipIf(!hasNative)('a traced training does what the eager one does', () => {
  test.each(trainings)('with %s', async (_, training) => {
    const traced = await train(training, 'traced');
    const eager = await train(training, 'eager');
    expect([traced.road.name, eager.road.name]).toEqual(['traced', 'eager']);
    expect(traced.road.leakedTensors + eager.road.leakedTensors).toBe(0);
    expectSame(traced, eager);
  });
});

describe.skipIf(!hasNative)('a traced training', () => {
  const long = {
    ...withOptimizer({ name: 'adam', learningRate: rate }),
    loss: 'logistic' as const,
    data: dataOf({ classes: 2 }),
  };

  test('gives the same bits again, and leaves no tensor behind', async () => {
    const first = await train(long, 'traced');
    const before = compute.tf.memory().numTensors;
    expect(await train(long, 'traced')).toEqual(first);
    expect(compute.tf.memory().numTensors).toBe(before);
  });

  test('is what a network gets by itself', async () => {
    expect((await train(long, 'auto' as Road)).road).toMatchObject({
      name: 'traced',
      backend: 'tensorflow',
      threads: 1,
    });
  });

  test('reads rows from a file and gives the same bits as from memory', async () => {
    const data = {
      train: rowsFor(3000, 'many', { classes: 2 }),
      validation: rowsFor(500, 'few', { classes: 2 }),
    };
    const onDisk = async (rows: (typeof data)['train'], name: string) => {
      const path = join(folder, name);
      await writeFile(path, rowBytes(rows.x.values));
      return { ...rows, x: await openRowFile(path, 4) };
    };
    const fromDisk = {
      train: await onDisk(data.train, 'train'),
      validation: await onDisk(data.validation, 'validation'),
    };
    for (const road of ['traced', 'eager'] as const) {
      const expected = await train({ ...long, data }, road);
      expect(await train({ ...long, data: fromDisk }, road)).toEqual(expected);
    }
    await fromDisk.train.x.close();
    await fromDisk.validation.x.close();
  });

  test('goes on from a checkpoint to the bits of one that was never stopped', async () => {
    const training = {
      ...long,
      options: { ...long.options, epochs: 7, earlyStopping: { patience: 9, minDelta: 0 } },
    };
    const saved: Uint8Array[] = [];
    const checkpoints = {
      everySeconds: 0,
      load: () => Promise.resolve<Uint8Array | undefined>(undefined),
      save: (bytes: Uint8Array) => Promise.resolve(void saved.push(bytes)),
    };
    const undisturbed = await train(training, 'traced', { checkpoints });
    for (const epoch of [1, 4]) {
      const load = () => Promise.resolve(saved[epoch - 1]);
      const epochs: number[] = [];
      const emit: FitContext['emit'] = (event) => {
        if (event.type === 'epoch') epochs.push(event.epoch);
      };
      const resumed = await train(training, 'traced', {
        checkpoints: { ...checkpoints, load, save: () => Promise.resolve() },
        emit,
      });
      expect(resumed).toEqual(undisturbed);
      expect(epochs[0]).toBe(epoch + 1);
    }
  });

  test('ends soon after it is aborted in the middle of an epoch', async () => {
    const many = {
      ...long,
      data: { train: rowsFor(200_000, 'train', { classes: 2 }) },
      options: { ...long.options, batchSize: 1, epochs: 100 },
    };
    const stop = new AbortController();
    let [aborted, cpu] = [Infinity, process.cpuUsage()];
    setTimeout(() => {
      [aborted, cpu] = [performance.now(), process.cpuUsage()];
      stop.abort(new Error('enough'));
    }, 3000);
    await expect(train(many, 'traced', { signal: stop.signal })).rejects.toThrow('enough');
    const { user, system } = process.cpuUsage(cpu);
    // Of its own work, since the machine may have other: of the clock a good deal more.
    expect((user + system) / 1000).toBeLessThan(300);
    expect(performance.now() - aborted).toBeLessThan(3000);
  });
});
