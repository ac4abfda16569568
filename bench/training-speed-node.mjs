// One measurement of bench/training-speed.mjs in a process of its own: {"who", "net", "rows", "batch", "epochs", "cacheDir"}.
// Prints the seconds of each epoch, wall and CPU; the first holds whatever has to be built.
import { openCompute } from '../src/learning/compute/backend.ts';
import { trainNetwork } from '../src/learning/compute/train-network.ts';
import { nets, networkFor, rowsFor } from './training-speed-nets.mjs';

const { who, net, rows, batch, epochs, cacheDir, threads } = JSON.parse(process.argv[2]);
const [backend, way] = who.split(' ');
const compute = await openCompute({
  backend,
  cacheDir,
  threads,
  setEnv: (name, value) => {
    process.env[name] ??= value;
  },
});
const { tf } = compute;
const data = rowsFor(nets[net], rows);

const seconds = [];
const cpu = [];
let [at, cpuAt] = [performance.now(), process.cpuUsage()];
const tick = () => {
  seconds.push((performance.now() - at) / 1000);
  const { user, system } = process.cpuUsage(cpuAt);
  cpu.push((user + system) / 1e6);
  [at, cpuAt] = [performance.now(), process.cpuUsage()];
};
const result = await (way === 'fit' ? fit() : train());
console.log(JSON.stringify({ seconds, cpu, ...result }));
process.exit(0);

async function train() {
  const { classes } = nets[net];
  const { history, road } = await trainNetwork(
    {
      network: networkFor(nets[net]),
      loss: classes === 2 ? 'logistic' : 'softmax',
      data: { train: data },
      road: way === 'mlx' ? 'auto' : way,
    },
    { epochs, batchSize: batch, optimizer: { name: 'adam', learningRate: 1e-3 }, l1: 0, l2: 0 },
    {
      compute: () => Promise.resolve(compute),
      seed: 1,
      label: 'net',
      signal: new AbortController().signal,
      emit: tick,
    },
  );
  return { loss: history.at(-1).loss, road: road.name };
}

async function fit() {
  // The layers of the copy of TensorFlow.js that the backend belongs to.
  const layers = backend === 'tensorflow' ? tf : await import('@tensorflow/tfjs-layers');
  const { shape, classes, fit: describe, model: build } = nets[net];
  const model = build?.(layers) ?? layers.sequential({ layers: describe(layers.layers) });
  model.compile({
    optimizer: tf.train.adam(1e-3),
    loss: classes === 2 ? 'binaryCrossentropy' : 'sparseCategoricalCrossentropy',
  });
  const x = tf.tensor(data.x.values, [rows, ...shape]);
  const y = tf.tensor(Float32Array.from(data.y), [rows, 1]);
  const { history } = await model.fit(x, y, {
    epochs,
    batchSize: batch,
    verbose: 0,
    yieldEvery: 'never',
    callbacks: { onEpochEnd: () => Promise.resolve(tick()) },
  });
  return { loss: history.loss.at(-1), road: 'fit' };
}
