// node bench/classic-quality.mjs PYTHON DATA [MOST_ROWS [SPLITS [TABLE …]]]: the classic families beside scikit-learn's on real tables, each from the
// same matrices and splits; results in bench/results/classic-quality.json. Of larger tables MOST_ROWS rows
// are drawn. Forests of scikit-learn get categories as codes and as columns, and the better custom of each table counts.
import { spawn } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bundleLearning, defaultsOf, fitContext } from './bundle-learning.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const [
  python = 'python3',
  data = process.env.MLX_TEST_DATA ?? join(import.meta.dirname, '../../shared/data'),
  mostRows = '1000000',
  splits = '5',
  ...tables
] = process.argv.slice(2);
const { modelFamilies, predictorOf, metrics, scoreOf } = await bundleLearning([
  'learning/models/index',
  'learning/models/predict',
  'learning/metrics/index',
  'learning/metrics/metric',
]);
const folder = temporaryFolder('classic-quality');
const script = join(import.meta.dirname, 'classic-quality-reference.py');
const child = spawn(python, [script, data, folder, mostRows, splits, ...tables], {
  stdio: ['ignore', 'pipe', 'inherit'],
});

/** By table and family: sums over the splits. */
const sums = new Map();
for await (const line of createInterface({ input: child.stdout })) {
  const task = JSON.parse(line);
  if (task.split === 0 && sums.size > 0) await report();
  for (const [family, theirs] of Object.entries(task.scores)) {
    const mine = family.includes(',') ? {} : await judged(family, task);
    const key = `${task.name} ${family}`;
    const sum = sums.get(key) ?? { table: task.name, family, splits: 0, mlx: {}, sklearn: {} };
    sum.splits++;
    for (const [into, scores] of [
      [sum.mlx, mine],
      [sum.sklearn, theirs],
    ]) {
      for (const [name, value] of Object.entries(scores)) into[name] = (into[name] ?? 0) + value;
    }
    sums.set(key, sum);
  }
}

await report();

/** Written after each table, so that a run that is broken off leaves what it found. */
async function report() {
  const results = [...sums.values()]
    .filter(({ family }) => !family.includes(','))
    .map(({ table, family, splits: count, mlx, sklearn }) => {
      const other = sums.get(`${table} ${family}, a column for each category`)?.sklearn;
      const [first] = Object.keys(mlx);
      const isBetter =
        other !== undefined &&
        (first === 'rmse' ? other[first] < sklearn[first] : other[first] > sklearn[first]);
      const mean = (scores) =>
        Object.fromEntries(
          Object.entries(scores).map(([name, value]) => [
            name,
            Number((value / count).toPrecision(5)),
          ]),
        );
      const [ours, theirs] = [mean(mlx), mean(isBetter ? { ...sklearn, ...other } : sklearn)];
      const lost = Math.max(
        ...Object.keys(theirs)
          .filter((name) => name !== 'cpu')
          .map((name) =>
            name === 'rmse' ? ours[name] / theirs[name] - 1 : 1 - ours[name] / theirs[name],
          ),
      );
      const lostPercent = Number((100 * lost).toFixed(2));
      return { table, family, splits: count, mlx: ours, sklearn: theirs, lostPercent };
    });
  for (const { table, family, mlx, sklearn, lostPercent } of results) {
    const behind = lostPercent > 0.5 ? '  <- behind' : '';
    console.log(
      `${table} ${family}: ${JSON.stringify(mlx)} / ${JSON.stringify(sklearn)} ${lostPercent} %${behind}`,
    );
  }
  await mkdir(join(import.meta.dirname, 'results'), { recursive: true });
  await writeFile(
    join(import.meta.dirname, 'results', 'classic-quality.json'),
    `${JSON.stringify({ mostRows: Number(mostRows), results }, null, 2)}\n`,
  );
}

async function judged(name, { path, widths, levels, kind, classes, train, split }) {
  const family = modelFamilies.get(name);
  const { reads } = family;
  const width = widths[reads];
  const values = new Float32Array(new Uint8Array(await readFile(`${path}.${reads}`)).buffer);
  const y = new Float64Array(new Uint8Array(await readFile(`${path}.y`)).buffer);
  const blocks =
    reads === 'native'
      ? Object.entries(levels).map(([start, count]) => ({
          name: `x${start}`,
          kind: 'category',
          start: Number(start),
          width: 1,
          levels: count,
        }))
      : [];
  const rows = (from, to) => ({
    x: {
      rows: to - from,
      columns: Array.from({ length: width }, (_, at) => `x${at}`),
      values: values.slice(from * width, to * width),
      blocks,
    },
    y: y.slice(from, to),
  });
  const task = { kind, target: 'y', classes };
  const before = process.cpuUsage();
  const { model } = await family.fit({ task, train: rows(0, train) }, defaultsOf(family), {
    ...fitContext(),
    seed: split,
  });
  const { user, system } = process.cpuUsage(before);
  const held = rows(train, y.length);
  const given = { truth: { task, values: held.y }, predictions: predictorOf(model)(held.x) };
  const wanted = {
    regression: ['rmse'],
    binary: ['accuracy', 'roc_auc'],
    multiclass: ['accuracy'],
  };
  const scores = wanted[kind].map((each) => [each, scoreOf(metrics.get(each), given).value]);
  return { ...Object.fromEntries(scores), cpu: (user + system) / 1e6 };
}
