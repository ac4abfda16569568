// A layers model of TensorFlow.js as a small file, with what it says of the rows: a fixture of test/stages/imports.
//   node bench/imports-layers.mjs test/stages/imports/fixtures
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';
import * as layers from '@tensorflow/tfjs-layers';

const [out] = process.argv.slice(2);
const [head, ...lines] = readFileSync(join(out, 'rows.csv'), 'utf8').trim().split('\n');
const at = (name) => head.split(',').indexOf(name);
const rows = lines.map((line) => line.split(','));
const x = tf.tensor2d(rows.map((row) => [Number(row[at('age')]), Number(row[at('income')])]));
const y = tf.tensor1d(
  rows.map((row) => (row[at('churn')] === 'yes' ? 1 : 0)),
  'int32',
);

const init = (seed) => layers.initializers.glorotUniform({ seed });
const model = layers.sequential({
  layers: [
    layers.layers.batchNormalization({ inputShape: [2], momentum: 0.5, name: 'norm' }),
    layers.layers.dense({
      units: 4,
      activation: 'relu',
      kernelInitializer: init(1),
      name: 'hidden',
    }),
    layers.layers.dense({
      units: 2,
      activation: 'softmax',
      kernelInitializer: init(2),
      name: 'shares',
    }),
  ],
});
model.compile({ optimizer: tf.train.adam(0.02), loss: 'sparseCategoricalCrossentropy' });
await model.fit(x, tf.cast(y, 'float32'), {
  epochs: 25,
  batchSize: 32,
  shuffle: false,
  verbose: 0,
});

await model.save({
  save: async ({ modelTopology, weightSpecs, weightData, ...facts }) => {
    mkdirSync(join(out, 'layers'), { recursive: true });
    const weightsManifest = [{ paths: ['weights.bin'], weights: weightSpecs }];
    const text = JSON.stringify({
      format: 'layers-model',
      generatedBy: facts.generatedBy,
      modelTopology,
      weightsManifest,
    });
    writeFileSync(join(out, 'layers', 'model.json'), text);
    writeFileSync(join(out, 'layers', 'weights.bin'), Buffer.from(weightData));
    return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: 'JSON' } };
  },
});
const file = join(out, 'said.json');
const said = JSON.parse(readFileSync(file, 'utf8'));
writeFileSync(file, JSON.stringify({ ...said, layers: await model.predict(x).array() }));
