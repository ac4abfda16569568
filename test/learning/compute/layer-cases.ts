import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import type { Compute } from '../../../src/learning/compute/compute.js';
import type { FitContext } from '../../../src/learning/compute/fit-context.js';
import { activation } from '../../../src/learning/compute/layers/activations.js';
import { batchNorm } from '../../../src/learning/compute/layers/batch-norm.js';
import { conv1d, conv2d } from '../../../src/learning/compute/layers/convolution.js';
import { dense } from '../../../src/learning/compute/layers/dense.js';
import { embedding } from '../../../src/learning/compute/layers/embedding.js';
import {
  branches,
  chain,
  dropout,
  type Layer,
  networkOf,
  reshape,
  residual,
} from '../../../src/learning/compute/layers/layer.js';
import { layerNorm } from '../../../src/learning/compute/layers/layer-norm.js';
import { pool1d, pool2d, poolAll } from '../../../src/learning/compute/layers/pooling.js';
import { gru, lstm } from '../../../src/learning/compute/layers/recurrent.js';
import type { NetworkRows } from '../../../src/learning/compute/network.js';
import { type TrainedNetwork, trainNetwork } from '../../../src/learning/compute/train-network.js';
import type { Road } from '../../../src/learning/compute/trainer.js';

export const place = { seed: 5, label: 'net' };
export const unit = (name: string, inputs: number, outputs: number) =>
  dense(place, { name, inputs, outputs });

export interface Case {
  readonly name: string;
  readonly layer: Layer;
  /** Numbers in a row. */
  readonly width: number;
  /** Rows are ids below this, not numbers. */
  readonly levels?: number;
}

const image = reshape([6, 6, 2]);
export const sequence = reshape([8, 3]);

/** Each ends in one output; together they use every block. */
export const cases: Case[] = [
  { name: 'dense', width: 5, layer: unit('out', 5, 1) },
  ...(['relu', 'tanh', 'gelu', 'sigmoid'] as const).map((name) => ({
    name: `dense and ${name}`,
    width: 5,
    layer: chain(unit('hidden', 5, 7), activation(name), unit('out', 7, 1)),
  })),
  {
    name: 'dropout',
    width: 5,
    layer: chain(
      unit('hidden', 5, 16),
      activation('relu'),
      dropout(0.3),
      unit('next', 16, 8),
      dropout(0.5),
      unit('out', 8, 1),
    ),
  },
  {
    name: 'batch normalisation',
    width: 5,
    layer: chain(
      unit('hidden', 5, 7),
      batchNorm({ name: 'norm', width: 7 }),
      activation('relu'),
      unit('out', 7, 1),
    ),
  },
  {
    name: 'batch normalisation of images',
    width: 72,
    layer: chain(
      image,
      conv2d(place, { name: 'conv', inputs: 2, outputs: 4, size: 3, biases: false }),
      batchNorm({ name: 'norm', width: 4 }),
      activation('relu'),
      poolAll('mean'),
      unit('out', 4, 1),
    ),
  },
  {
    name: 'layer normalisation',
    width: 5,
    layer: chain(
      unit('hidden', 5, 7),
      layerNorm({ name: 'norm', width: 7 }),
      activation('tanh'),
      unit('out', 7, 1),
    ),
  },
  {
    name: 'residual',
    width: 5,
    layer: chain(
      residual(chain(unit('a', 5, 5), activation('relu'))),
      residual(chain(unit('b', 5, 4), activation('relu')), unit('c', 5, 4)),
      unit('out', 4, 1),
    ),
  },
  {
    name: 'embedding',
    width: 4,
    levels: 9,
    layer: chain(
      embedding(place, { name: 'words', levels: 9, width: 3 }),
      reshape([12]),
      unit('out', 12, 1),
    ),
  },
  {
    name: 'embedding and convolution',
    width: 8,
    levels: 9,
    layer: chain(
      embedding(place, { name: 'words', levels: 9, width: 3 }),
      conv1d(place, { name: 'conv', inputs: 3, outputs: 4, size: 3 }),
      activation('relu'),
      poolAll('max'),
      unit('out', 4, 1),
    ),
  },
  ...(['same', 'valid', 'causal'] as const).map((pad) => ({
    name: `convolution of sequences, ${pad}`,
    width: 24,
    layer: chain(
      sequence,
      conv1d(place, { name: 'conv', inputs: 3, outputs: 4, size: 3, pad }),
      activation('relu'),
      pool1d({ kind: 'max', size: 2 }),
      poolAll('mean'),
      unit('out', 4, 1),
    ),
  })),
  ...(['max', 'mean'] as const).map((kind) => ({
    name: `convolution of images, pooled by ${kind}`,
    width: 72,
    layer: chain(
      image,
      conv2d(place, { name: 'conv', inputs: 2, outputs: 4, size: 3, pad: 'same' }),
      activation('relu'),
      pool2d({ kind, size: 2 }),
      conv2d(place, { name: 'strided', inputs: 4, outputs: 3, size: 2, stride: 2, pad: 'same' }),
      reshape([12]),
      unit('out', 12, 1),
    ),
  })),
  {
    name: 'convolution place by place',
    width: 72,
    layer: chain(
      image,
      residual(
        chain(
          conv2d(place, { name: 'a', inputs: 2, outputs: 4, size: 1, biases: false }),
          batchNorm({ name: 'norm', width: 4 }),
        ),
        conv2d(place, { name: 'b', inputs: 2, outputs: 4, size: 1 }),
      ),
      activation('relu'),
      poolAll('mean'),
      unit('out', 4, 1),
    ),
  },
  {
    name: 'gru',
    width: 24,
    layer: chain(sequence, gru(place, { name: 'gru', inputs: 3, units: 5 }), unit('out', 5, 1)),
  },
  {
    name: 'lstm',
    width: 24,
    layer: chain(sequence, lstm(place, { name: 'lstm', inputs: 3, units: 5 }), unit('out', 5, 1)),
  },
  {
    name: 'recurrent layers in both directions, one upon the other',
    width: 24,
    layer: chain(
      sequence,
      branches(
        lstm(place, { name: 'there', inputs: 3, units: 4, gives: 'all' }),
        gru(place, { name: 'back', inputs: 3, units: 4, gives: 'all', backwards: true }),
      ),
      gru(place, { name: 'upper', inputs: 8, units: 3 }),
      unit('out', 3, 1),
    ),
  },
];

/** 70 rows in batches of 16: the last has 6. */
function rowsOf({ width, levels }: Case, count: number, label: string): NetworkRows {
  const random = randomFor(3, label);
  const draw = levels === undefined ? () => normal(random) : () => Math.floor(random() * levels);
  const values = Float32Array.from({ length: count * width }, draw);
  const y = Float64Array.from({ length: count }, (_, row) =>
    Math.tanh((values[row * width] ?? 0) - (values[row * width + 1] ?? 0) / 2),
  );
  const columns = Array.from({ length: width }, (_, at) => `x${at}`);
  return { x: { rows: count, columns, values }, y };
}

/** Trained for three epochs by a road. */
export async function trainedOn(compute: Compute, road: Road, one: Case): Promise<TrainedNetwork> {
  const context: FitContext = {
    compute: () => Promise.resolve(compute),
    ...place,
    signal: new AbortController().signal,
    emit: () => undefined,
  };
  const data = { train: rowsOf(one, 70, 'train'), validation: rowsOf(one, 30, 'validation') };
  return trainNetwork(
    { network: networkOf(one.layer, 1), loss: 'squared', data, road },
    {
      epochs: 3,
      batchSize: 16,
      optimizer: { name: 'sgd', learningRate: 0.05, momentum: 0.9, nesterov: true },
      l1: 1e-4,
      l2: 1e-3,
    },
    context,
  );
}
