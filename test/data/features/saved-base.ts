import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { io } from '@tensorflow/tfjs-core';
import type { LayersModel } from '@tensorflow/tfjs-layers';
import { contextFor } from '../../learning/models/fixtures.js';

/** Pictures of 8 × 8 whose brighter half is left (0) or right (1), with its brightness. */
export function halves(count: number, start = 0): { bytes: Uint8Array[]; labels: number[] } {
  const labels = Array.from({ length: count }, (_, at) => (at + start) % 2);
  const bytes = labels.map((label, at) =>
    Uint8Array.from({ length: 64 }, (_, pixel) => {
      const isRight = pixel % 8 >= 4;
      const bright = 120 + ((at * 37 + start) % 100);
      return (isRight ? 1 : 0) === label ? bright : (at * 13 + pixel * 7) % 40;
    }),
  );
  return { bytes, labels };
}

/** Trains a small network with TensorFlow.js's own `fit` on such pictures, saves it as it does, and gives it. */
export async function saveTrainedBase(folder: string): Promise<LayersModel> {
  const { tf } = await contextFor({ backend: 'cpu' }).compute();
  const { layers: l, sequential } = await import('@tensorflow/tfjs-layers');
  const model = sequential({
    layers: [
      l.conv2d({ filters: 4, kernelSize: 3, activation: 'relu', inputShape: [8, 8, 1] }),
      l.maxPooling2d({ poolSize: 2, name: 'pooled' }),
      l.flatten({ name: 'flat' }),
      l.dense({ units: 2, activation: 'softmax' }),
    ],
  });
  const { bytes, labels } = halves(40);
  const x = tf.tensor4d(
    bytes.flatMap((image) => [...image].map((byte) => byte / 255)),
    [40, 8, 8, 1],
  );
  const y = tf.oneHot(tf.tensor1d(labels, 'int32'), 2);
  model.compile({ optimizer: 'adam', loss: 'categoricalCrossentropy' });
  await model.fit(x, y, { epochs: 3, yieldEvery: 'never' });
  await model.save(saveTo(tf.io, folder));
  return model;
}

function saveTo({ withSaveHandler }: typeof io, folder: string): io.IOHandler {
  return withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
    await mkdir(folder, { recursive: true });
    const weights = Buffer.from(weightData as ArrayBuffer);
    // In two files, as large models come.
    const half = Math.floor(weights.length / 2);
    await writeFile(join(folder, 'group1-shard1of2.bin'), weights.subarray(0, half));
    await writeFile(join(folder, 'group1-shard2of2.bin'), weights.subarray(half));
    const paths = ['group1-shard1of2.bin', 'group1-shard2of2.bin'];
    const manifest = {
      ...{ format: 'layers-model', modelTopology },
      weightsManifest: [{ paths, weights: weightSpecs }],
    };
    await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  });
}

/** A graph of one op: what is above 0 passes. */
export async function saveGraphBase(folder: string): Promise<void> {
  const shape = { dim: ['-1', '8', '8', '1'].map((size) => ({ size })) };
  const node = [
    { name: 'x', op: 'Placeholder', attr: { dtype: { type: 'DT_FLOAT' }, shape: { shape } } },
    { name: 'passed', op: 'Relu', input: ['x'], attr: { T: { type: 'DT_FLOAT' } } },
  ];
  await mkdir(folder, { recursive: true });
  const manifest = {
    format: 'graph-model',
    modelTopology: { node, versions: { producer: 987 } },
    weightsManifest: [],
  };
  await writeFile(join(folder, 'model.json'), JSON.stringify(manifest));
}
