// mlx's side of bench/trees-speed.mjs: trains on raw arrays and prints times and scores as JSON.
//   node bench/trees-fit.mjs BUNDLE FOLDER JSON
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { auc, positivesOf, rmse } from './scores.mjs';

const [bundle, folder, json] = process.argv.slice(2);
const options = JSON.parse(json);
const { gradientBoosting } = await import(join(bundle, 'gradient-boosting.js'));

const levels = [4, 8, 16, 32, 64, 200];
const width = 24 + levels.length;
const blocks = levels.map((count, at) => ({
  name: `x${24 + at}`,
  kind: 'category',
  start: 24 + at,
  width: 1,
  levels: count,
}));

function floats(file) {
  const bytes = readFileSync(join(folder, file));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

function rows(prefix) {
  const values = floats(`${prefix}x.f32`);
  const columns = Array.from({ length: width }, (_, at) => `x${at}`);
  const y = Float64Array.from(floats(`${prefix}y-${options.kind}.f32`));
  return { x: { rows: values.length / width, columns, values, blocks }, y };
}

const defaults = Object.fromEntries(
  Object.entries(gradientBoosting.params).map(([name, param]) => [name, param.default]),
);
const { kind, trees, leaves, threads } = options;
const train = rows('');
const test = rows('test-');
const classes = kind === 'binary' ? ['no', 'yes'] : [];
let binned;
let binnedCpu;
const started = performance.now();
const cpu = process.cpuUsage();
const { model } = await gradientBoosting.fit(
  { task: { kind, target: 'y', classes }, train },
  { ...defaults, trees, leaves, threads, ...options.params },
  {
    seed: 1,
    label: 'bench',
    signal: new AbortController().signal,
    emit: () => {
      binned ??= performance.now();
      binnedCpu ??= process.cpuUsage(cpu);
    },
  },
);
const done = performance.now();
const spent = process.cpuUsage(cpu);
const predict = gradientBoosting.predictor(model);
const asked = performance.now();
const { values } = predict(test.x);
const answered = performance.now();

console.log(
  JSON.stringify({
    total: (done - started) / 1000,
    // Up to the first tree, that one included.
    first: (binned - started) / 1000,
    firstCpu: (binnedCpu.user + binnedCpu.system) / 1e6,
    cpu: (spent.user + spent.system) / 1e6,
    predictMicroseconds: (1000 * (answered - asked)) / test.x.rows,
    megabytes: process.memoryUsage().rss / 2 ** 20,
    score: kind === 'binary' ? auc(test.y, positivesOf(values)) : rmse(test.y, values),
  }),
);
