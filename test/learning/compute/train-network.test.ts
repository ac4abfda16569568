import type { Tensor2D } from '@tensorflow/tfjs-core';
import { beforeEach, describe, expect, test } from 'vitest';
import type { StageEvent } from '../../../src/contracts/events.js';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { openCompute } from '../../../src/learning/compute/backend.js';
import type { Checkpoints, FitContext } from '../../../src/learning/compute/fit-context.js';
import type { Network } from '../../../src/learning/compute/network.js';
import { trainNetwork } from '../../../src/learning/compute/train-network.js';
import type { TrainingOptions } from '../../../src/learning/compute/training-options.js';
import { rowsFor } from '../models/fixtures.js';

/** 3 features → 8 units, a third of them dropped → 1 logit. */
const network: Network = {
  outputs: 1,
  parameters: [
    { name: 'hidden', shape: [3, 8], regularised: true, initial: () => draws('hidden', 24) },
    { name: 'output', shape: [8, 1], regularised: true, initial: () => draws('output', 8) },
    { name: 'bias', shape: [1], regularised: false, initial: () => new Float32Array(1) },
  ],
  forward: (tf, { hidden, output, bias }, { x, mode }) => {
    const signal = mode.dropout(tf.tanh(tf.matMul(x, hidden as Tensor2D)), 1 / 3);
    return tf.add(tf.matMul(signal, output as Tensor2D), bias as Tensor2D);
  },
};

function draws(label: string, count: number): Float32Array {
  const random = randomFor(1, label);
  return Float32Array.from({ length: count }, () => normal(random));
}

const data = { train: rowsFor('binary', 70, 1), validation: rowsFor('binary', 30, 2) };
const subject = { network, loss: 'logistic', data } as const;
const options: TrainingOptions = {
  epochs: 12,
  batchSize: 16,
  optimizer: { name: 'adam', learningRate: 0.05, weightDecay: 0.01 },
  l1: 1e-3,
  l2: 1e-3,
};

let events: StageEvent[] = [];
beforeEach(() => {
  events = [];
});

function contextFor(changes: Partial<FitContext> = {}): FitContext {
  return {
    compute: () => openCompute({ backend: 'wasm', cacheDir: '/nowhere' }),
    seed: 3,
    label: 'net',
    signal: new AbortController().signal,
    emit: (event) => void events.push(event),
    ...changes,
  };
}

/** Keeps every checkpoint in memory. */
function memoryCheckpoints(saved: Uint8Array[] = []): Checkpoints & { saved: Uint8Array[] } {
  return {
    saved,
    everySeconds: 0,
    load: () => Promise.resolve(saved.at(-1)),
    save: (bytes) => {
      saved.push(bytes);
      return Promise.resolve();
    },
  };
}

describe('the result', () => {
  test('is the same to the bit for the same seed, and another for another', async () => {
    const first = await trainNetwork(subject, options, contextFor());
    expect(await trainNetwork(subject, options, contextFor())).toEqual(first);
    const other = await trainNetwork(subject, options, contextFor({ seed: 4 }));
    expect(other.weights).not.toEqual(first.weights);
  });

  test('has an epoch event for each epoch, with the losses of its history', async () => {
    const { history } = await trainNetwork(subject, options, contextFor());
    expect(events).toEqual(
      history.map((record) => ({ type: 'epoch', candidate: 'net', epochs: 12, ...record })),
    );
  });

  test('leaves no tensor behind', async () => {
    const { tf } = await contextFor().compute();
    const before = [tf.memory().numTensors, tf.engine().backend.numDataIds()];
    await trainNetwork(subject, options, contextFor());
    expect([tf.memory().numTensors, tf.engine().backend.numDataIds()]).toEqual(before);
  });
});

describe('resuming', () => {
  test.each([1, 5, 11])(
    'after epoch %i gives the weights of a training that was never stopped',
    async (epoch) => {
      const stopping = { ...options, earlyStopping: { patience: 12, minDelta: 0 } };
      const undisturbed = await trainNetwork(subject, stopping, contextFor());
      const checkpoints = memoryCheckpoints();
      await trainNetwork(subject, stopping, contextFor({ checkpoints }));
      const left = memoryCheckpoints(checkpoints.saved.slice(0, epoch));
      events = [];
      const resumed = await trainNetwork(subject, stopping, contextFor({ checkpoints: left }));
      expect(resumed).toEqual(undisturbed);
      expect(events).toHaveLength(12 - epoch);
    },
  );

  test('goes on where it was interrupted', async () => {
    const stop = new AbortController();
    const checkpoints = memoryCheckpoints();
    const emit = (event: StageEvent) => {
      if (event.type === 'epoch' && event.epoch === 4) stop.abort(new Error('interrupted'));
    };
    const slow = { ...options, epochs: 2000 };
    const work = trainNetwork(
      subject,
      slow,
      contextFor({ checkpoints, signal: stop.signal, emit }),
    );
    await expect(work).rejects.toThrow('interrupted');
    const resumed = await trainNetwork(
      subject,
      options,
      contextFor({ checkpoints: memoryCheckpoints(checkpoints.saved.slice(0, 4)) }),
    );
    expect(resumed).toEqual(await trainNetwork(subject, options, contextFor()));
  });

  test('does not use the checkpoint of a training with other options', async () => {
    const checkpoints = memoryCheckpoints();
    await trainNetwork(subject, { ...options, l2: 1 }, contextFor({ checkpoints }));
    const fresh = await trainNetwork(subject, options, contextFor());
    expect(await trainNetwork(subject, options, contextFor({ checkpoints }))).toEqual(fresh);
  });
});

describe('early stopping', () => {
  test('goes back to the epoch with the least validation loss', async () => {
    const eager = { ...options, epochs: 200, earlyStopping: { patience: 5, minDelta: 0 } };
    const result = await trainNetwork(subject, eager, contextFor());
    const losses = result.history.map(({ validationLoss = 0 }) => validationLoss);
    expect(result.stoppedEarly).toBe(true);
    expect(result.bestEpoch).toBe(losses.indexOf(Math.min(...losses)) + 1);
    expect(result.epochs).toBe(result.bestEpoch + 5);
    const upToBest = { ...options, epochs: result.bestEpoch };
    const short = await trainNetwork(subject, upToBest, contextFor());
    expect(short.weights).toEqual(result.weights);
  });

  test('watches the training loss when there are no validation rows', async () => {
    const alone = { ...subject, data: { train: data.train } };
    const eager = { ...options, epochs: 500, earlyStopping: { patience: 2, minDelta: 0.05 } };
    const result = await trainNetwork(alone, eager, contextFor());
    expect(result.stoppedEarly).toBe(true);
    expect(result.bestEpoch).toBe(result.epochs);
  });
});

describe('weights and penalties', () => {
  const still: Network = {
    ...network,
    forward: (tf, weights, { x, mode }) =>
      network.forward(tf, weights, { x, mode: { ...mode, dropout: (signal) => signal } }),
  };
  const oneBatch = { ...options, epochs: 1, batchSize: 70 };

  test('the size of all row weights does not matter', async () => {
    const weights = new Float64Array(70).fill(4);
    const weighted = { ...subject, data: { train: { ...data.train, weights } } };
    const plain = { ...subject, data: { train: data.train } };
    const first = await trainNetwork(plain, options, contextFor());
    expect((await trainNetwork(weighted, options, contextFor())).weights).toEqual(first.weights);
  });

  test('a row of weight 0 is as good as absent', async () => {
    const { x, y } = data.train;
    const weights = y.map((_, row) => (row < 35 ? 1 : 0));
    const half = { x: { ...x, rows: 35, values: x.values.slice(0, 105) }, y: y.slice(0, 35) };
    const silenced = {
      network: still,
      loss: 'logistic',
      data: { train: { x, y, weights } },
    } as const;
    const absent = { network: still, loss: 'logistic', data: { train: half } } as const;
    const first = await trainNetwork(silenced, oneBatch, contextFor());
    const second = await trainNetwork(absent, oneBatch, contextFor());
    for (const [at, value] of (first.weights['hidden']?.values ?? []).entries()) {
      expect(second.weights['hidden']?.values[at]).toBeCloseTo(value, 5);
    }
  });

  test('clipping limits the length of a step', async () => {
    const sgd = {
      ...oneBatch,
      l1: 0,
      l2: 0,
      optimizer: { name: 'sgd', learningRate: 1 },
      clipNorm: 0.01,
    } as const;
    const { weights } = await trainNetwork(subject, sgd, contextFor());
    let squares = 0;
    for (const parameter of network.parameters) {
      const before = parameter.initial();
      for (const [at, value] of (weights[parameter.name]?.values ?? []).entries()) {
        squares += (value - (before[at] ?? 0)) ** 2;
      }
    }
    expect(Math.sqrt(squares)).toBeCloseTo(0.01, 5);
  });
});

describe('trouble', () => {
  test('a loss that is not finite names the epoch and what to change', async () => {
    const wild = { ...options, optimizer: { name: 'sgd', learningRate: 1e30 } } as const;
    const squared = { ...subject, loss: 'squared' } as const;
    await expect(trainNetwork(squared, wild, contextFor())).rejects.toMatchObject({
      code: 'learning/diverged',
      hints: expect.arrayContaining([expect.stringContaining('learning_rate')]) as string[],
    });
  });

  test('an abort in the middle of an epoch ends it within a second', async () => {
    const long = { ...subject, data: { train: rowsFor('binary', 50_000, 1) } };
    const stop = new AbortController();
    let aborted = Infinity;
    setTimeout(() => {
      aborted = performance.now();
      stop.abort(new Error('enough'));
    }, 200);
    const work = trainNetwork(
      long,
      { ...options, batchSize: 1 },
      contextFor({ signal: stop.signal }),
    );
    await expect(work).rejects.toThrow('enough');
    expect(performance.now() - aborted).toBeLessThan(1000);
  });
});
