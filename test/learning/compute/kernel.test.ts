import { beforeAll, describe, expect, test } from 'vitest';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { openCompute } from '../../../src/learning/compute/backend.js';
import type { Compute } from '../../../src/learning/compute/compute.js';
import type { FitContext } from '../../../src/learning/compute/fit-context.js';
import { activation } from '../../../src/learning/compute/layers/activations.js';
import { batchNorm } from '../../../src/learning/compute/layers/batch-norm.js';
import { dense } from '../../../src/learning/compute/layers/dense.js';
import {
  chain,
  dropout,
  type Layer,
  networkOf,
  residual,
} from '../../../src/learning/compute/layers/layer.js';
import type { Loss, NetworkData } from '../../../src/learning/compute/network.js';
import { type TrainedNetwork, trainNetwork } from '../../../src/learning/compute/train-network.js';
import type { Road } from '../../../src/learning/compute/trainer.js';
import type { TrainingOptions } from '../../../src/learning/compute/training-options.js';
import { matrixOf } from '../models/fixtures.js';
import { expectSame } from './expect-same.js';

const place = { seed: 5, label: 'net' };
const features = 5;
const unit = (name: string, inputs: number, outputs: number) =>
  dense(place, { name, inputs, outputs, biases: 'drawn' });

/** Widths that fill no stripe, one stripe, and several. */
const hidden = (bend: 'relu' | 'tanh' | 'gelu', drop = 0): readonly Layer[] => [
  unit('a', features, 13),
  activation(bend),
  dropout(drop),
  dense(place, { name: 'b', inputs: 13, outputs: 8, biases: 'none' }),
  activation(bend),
  dropout(drop / 2),
  unit('c', 8, 30),
  activation(bend),
];

/** Numbers that hang on the first two features; `classes` of them where there are some. */
function rowsFor(
  count: number,
  label: string,
  { classes = 0, outputs = 1, weighted = false } = {},
) {
  const random = randomFor(9, label);
  const rows = Array.from({ length: count }, () =>
    Array.from({ length: features }, () => normal(random)),
  );
  const y = Float64Array.from({ length: count * outputs }, (_, at) => {
    const [a = 0, b = 0] = rows[Math.floor(at / outputs)] ?? [];
    const score = a - b / 2 + 0.1 * normal(random) + (at % outputs);
    if (classes === 0) return score;
    return Math.min(classes - 1, Math.max(0, Math.floor(score + classes / 2)));
  });
  const weights = Float64Array.from({ length: count }, () => 3 * random());
  return { x: matrixOf(rows), y, ...(weighted ? { weights } : {}) };
}

const dataOf = (...kind: Parameters<typeof rowsFor>[2][]): NetworkData => ({
  train: rowsFor(70, 'train', ...kind),
  validation: rowsFor(30, 'validation', ...kind),
});

interface Training {
  readonly layers: readonly Layer[];
  readonly outputs: number;
  readonly loss: Loss;
  readonly data: NetworkData;
  readonly options: TrainingOptions;
}

const basics: TrainingOptions = {
  epochs: 3,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 0.02, epsilon: 1e-4 },
  l1: 0,
  l2: 0,
};
const squared: Training = {
  layers: hidden('tanh'),
  outputs: 1,
  loss: 'squared',
  data: dataOf(),
  options: basics,
};
const withOptions = (options: Partial<TrainingOptions>): Training => ({
  ...squared,
  options: { ...basics, ...options },
});

let compute: Compute;
beforeAll(async () => {
  compute = await openCompute({ backend: 'wasm', cacheDir: 'none' });
});

function train(
  { layers, outputs, loss, data, options }: Training,
  road: Road | 'auto',
  changes: Partial<FitContext> = {},
): Promise<TrainedNetwork> {
  const width = layers.length === 0 ? features : 30;
  const network = networkOf(chain(...layers, unit('out', width, outputs)), outputs);
  const context: FitContext = {
    compute: () => Promise.resolve(compute),
    ...place,
    signal: new AbortController().signal,
    emit: () => undefined,
    ...changes,
  };
  return trainNetwork({ network, loss, data, road }, options, context);
}

const many: NetworkData = { train: rowsFor(1100, 'many'), validation: rowsFor(600, 'more') };
const trainings: readonly (readonly [string, Training])[] = [
  ['tanh', squared],
  ['relu', { ...squared, layers: hidden('relu') }],
  ['gelu', { ...squared, layers: hidden('gelu') }],
  ['dropout', { ...squared, layers: hidden('relu', 0.4) }],
  ['no hidden layer', { ...squared, layers: [] }],
  ['several targets', { ...squared, outputs: 9, data: dataOf({ outputs: 9 }) }],
  ['two classes', { ...squared, loss: 'logistic', data: dataOf({ classes: 2, weighted: true }) }],
  ['three classes', { ...squared, outputs: 3, loss: 'softmax', data: dataOf({ classes: 3 }) }],
  ['batches of several parts', { ...withOptions({ batchSize: 700 }), data: many }],
  [
    'batches of several parts, dropout and penalties',
    {
      ...withOptions({ batchSize: 1100, l1: 0.01, l2: 0.1 }),
      layers: hidden('gelu', 0.3),
      data: many,
    },
  ],
  [
    'weight decay',
    withOptions({ optimizer: { ...basics.optimizer, learningRate: 0.02, weightDecay: 0.5 } }),
  ],
  ['sgd', withOptions({ optimizer: { name: 'sgd', learningRate: 0.05, nesterov: true } })],
  ['rmsprop', withOptions({ optimizer: { name: 'rmsprop', learningRate: 0.02, epsilon: 1e-4 } })],
  ['a clipped norm', withOptions({ clipNorm: 0.3, clipValue: 0.2 })],
];

describe('the kernel does what the eager trainer does', () => {
  test.each(trainings)('with %s', async (_, training) => {
    const kernel = await train(training, 'kernel');
    const eager = await train(training, 'eager');
    expect([kernel.road.name, eager.road.name]).toEqual(['kernel', 'eager']);
    expectSame(kernel, eager);
  });
});

describe('the kernel', () => {
  test('is what a dense network gets by itself without native TensorFlow, to the same bits', async () => {
    const first = await train(squared, 'auto');
    expect(first.road).toMatchObject({ name: 'kernel', backend: 'wasm', threads: 1 });
    expect(await train(squared, 'auto')).toEqual(first);
  });

  test('gives the same bits with a second thread, which only a long training gets', async () => {
    const epochs = 800;
    const layers = hidden('relu', 0.2);
    const alone = await train({ ...withOptions({ epochs }), layers }, 'kernel');
    let done = 0;
    const helped = await train({ ...withOptions({ epochs: 1e6 }), layers }, 'kernel', {
      emit: () => {
        done++;
      },
      isTimeUp: () => done >= epochs,
    });
    expect(helped.weights).toEqual(alone.weights);
    expect(helped.history).toEqual(alone.history);
  });

  test.each<readonly [string, Training]>([
    [
      'a batch normalisation',
      { ...squared, layers: [...hidden('tanh'), batchNorm({ name: 'norm', width: 30 })] },
    ],
    ['a shortcut', { ...squared, layers: [...hidden('tanh'), residual(unit('r', 30, 30))] }],
    ['another loss', { ...squared, loss: { name: 'huber', delta: 1 } }],
  ])('leaves %s to the eager trainer', async (_, training) => {
    expect((await train(training, 'auto')).road).toMatchObject({ name: 'eager' });
    await expect(train(training, 'kernel')).rejects.toThrow(/the kernel has no|more than dense/);
  });

  test('goes on from a checkpoint to the bits of one that was never stopped', async () => {
    const training = { ...squared, layers: hidden('relu', 0.2) };
    const saved: Uint8Array[] = [];
    const checkpoints = {
      everySeconds: 0,
      load: () => Promise.resolve<Uint8Array | undefined>(undefined),
      save: (bytes: Uint8Array) => Promise.resolve(void saved.push(bytes)),
    };
    const undisturbed = await train(training, 'kernel', { checkpoints });
    const load = () => Promise.resolve(saved[0]);
    const resumed = await train(training, 'kernel', {
      checkpoints: { ...checkpoints, load, save: () => Promise.resolve() },
    });
    expect(resumed).toEqual(undisturbed);
  });

  test('says so when a training diverges', async () => {
    const wild = withOptions({ optimizer: { name: 'sgd', learningRate: 1e30 } });
    await expect(train(wild, 'kernel')).rejects.toMatchObject({ code: 'learning/diverged' });
  });
});
