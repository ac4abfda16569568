// Holds what mlx says of models against the shap package and scikit-learn on the same models and rows.
//   node bench/insight.mjs PYTHON        PYTHON has shap, lightgbm and scikit-learn
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleLearning } from './bundle-learning.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const [python = 'python'] = process.argv.slice(2);
const folder = temporaryFolder('insight');
const run = (task) =>
  execFileSync(python, [join(import.meta.dirname, 'insight.py'), task, folder], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
const read = (name) => JSON.parse(readFileSync(join(folder, name), 'utf8'));
const mlx = await bundleLearning([
  ...['tree-shapley', 'explain-rows', 'permutation-importance', 'dependence'].map(
    (each) => `learning/insight/${each}`,
  ),
  ...[
    'trees/lightgbm-read',
    'trees/lightgbm-write',
    'trees/forest-weights',
    'gradient-boosting',
    'predict',
  ].map((each) => `learning/models/${each}`),
  'learning/metrics/index',
]);
const farthest = (a, b) => Math.max(...a.map((value, at) => Math.abs(value - b[at])));
const say = (what, figure) => console.log(`${what.padEnd(74)} ${figure}`);

run('fit');
const fitted = read('fitted.json');
const task = { kind: 'regression', target: 'y', classes: [] };
const model = mlx.readLightgbm(readFileSync(join(folder, 'lightgbm.txt'), 'utf8'), task);
const columns = model.inputs;
const numbers = (rows) => Float32Array.from(rows.flat(), (value) => value ?? NaN);
const batchOf = (rows) => ({
  rows: rows.length,
  columns: new Map(
    columns.map((name, at) => [
      name,
      { kind: 'number', values: Float64Array.from(rows, (row) => row[at]) },
    ]),
  ),
});
const matrix = ({ rows, columns: all }) => {
  const values = new Float32Array(rows * columns.length);
  columns.forEach((name, at) => {
    const own = all.get(name).values;
    for (let row = 0; row < rows; row++) values[row * columns.length + at] = own[row];
  });
  return { rows, columns, values };
};
const predictor = mlx.predictorOf(model);
const explained = {
  model,
  columns,
  columnOf: Int32Array.from(columns, (_, at) => at),
  matrix,
  predict: (batch) => predictor(matrix(batch)),
};
const batch = batchOf(fitted.x);

// Permutation importance, 30 shuffles each: by how many standard errors of the two means they differ.
const truth = { task, values: Float64Array.from(fitted.y) };
// Of the processor, so that what else runs here does not count.
const clock = () => process.cpuUsage().user / 1e6;
let start = clock();
const importance = await mlx.permutationImportance(explained, {
  ...{ batch, truth, metric: mlx.metrics.get('mse'), deciding: {}, repeats: 30, seed: 1 },
  groups: columns.map((name) => [name]),
});
const seconds = clock() - start;
const off = importance.map(({ value }, at) => {
  const theirs = fitted.importance[at];
  const mean = theirs.reduce((sum, each) => sum + each, 0) / theirs.length;
  const sd = Math.sqrt(
    theirs.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (theirs.length - 1),
  );
  return Math.abs(value - mean) / (sd * Math.sqrt(2 / theirs.length));
});
say(
  'permutation importance against scikit-learn, largest z of 8 columns',
  Math.max(...off).toFixed(2),
);
say(
  '  CPU seconds, mlx (with 60 bootstraps) and scikit-learn',
  `${seconds.toFixed(2)} ${fitted.seconds.permutation.toFixed(2)}`,
);

const along = fitted.grid.map((value) => {
  const changed = new Map(batch.columns).set(columns[3], {
    kind: 'number',
    values: new Float64Array(batch.rows).fill(value),
  });
  const { values } = explained.predict({ rows: batch.rows, columns: changed });
  return values.reduce((sum, each) => sum + each, 0) / values.length;
});
const own = mlx.dependenceOn(
  explained,
  { rows: batch.rows, columns: new Map(batch.columns) },
  { column: columns[3] },
);
if (own.grid.length !== 20) throw new Error('the grid has another size');
say(
  'partial dependence against scikit-learn, largest difference',
  farthest(along, fitted.dependence).toExponential(1),
);

const exact = mlx.rowExplainer(explained, {
  background: batchOf(fitted.x.slice(0, 20)),
  pairs: 20,
  seed: 1,
});
const byColumn = exact
  .explain(batchOf(fitted.x.slice(100, 105)), [0, 0, 0, 0, 0])
  .map(({ method, contributions }) => {
    const map = new Map(contributions.map(({ column, value }) => [column, value]));
    return { method, values: columns.map((name) => map.get(name)) };
  });
say(`(a model of trees is explained by TreeSHAP: method ${byColumn[0].method})`, '');
const plain = { ...explained, model: { ...model, family: 'plain' } };
const few = mlx.rowExplainer(plain, {
  background: batchOf(fitted.x.slice(0, 16)),
  pairs: 16,
  seed: 1,
});
if (few.explain(batchOf(fitted.x.slice(100, 101)), [0])[0].method !== 'exact')
  throw new Error('not exact');
const sampled = mlx.rowExplainer(plain, {
  background: batchOf(fitted.x.slice(0, 20)),
  pairs: 2000,
  seed: 1,
});
const zs = sampled
  .explain(batchOf(fitted.x.slice(100, 105)), [0, 0, 0, 0, 0])
  .flatMap(({ contributions }, row) =>
    contributions.map(({ column, value, error }) => {
      const theirs = fitted.shapley.values[row][columns.indexOf(column)];
      return { difference: Math.abs(value - theirs), z: Math.abs(value - theirs) / error };
    }),
  );
say(
  'Shapley values, 2,000 pairs of orders, against all coalitions by shap: largest difference',
  Math.max(...zs.map((each) => each.difference)).toExponential(1),
);
say('  largest number of standard errors, of 40', Math.max(...zs.map((each) => each.z)).toFixed(2));

// TreeSHAP on the forest of scikit-learn: the structure as scikit-learn has it.
const { trees, base, values } = fitted.forest;
const forest = forestOf(trees);
start = clock();
const shapley = mlx.treeShapley(forest, columns.length);
let worst = Math.abs(shapley.base[0] - base[0]);
values.forEach((wanted, row) => {
  const into = new Float64Array(columns.length);
  shapley.addRow({ values: numbers([fitted.x[row]]), start: 0 }, into);
  worst = Math.max(worst, farthest(wanted, into));
});
const forestSeconds = clock() - start;
say(
  'TreeSHAP on a deep forest of scikit-learn (100 trees), largest difference from shap',
  worst.toExponential(1),
);
say(
  '  CPU seconds for 50 rows, mlx and shap',
  `${forestSeconds.toFixed(2)} ${fitted.seconds.forest.toFixed(2)}`,
);

// And of boosted trees that mlx has grown, with missing values and categories.
const grown = await grow();
for (const [kind, each] of Object.entries(grown)) {
  writeFileSync(join(folder, 'model.txt'), mlx.writeLightgbm(each.model));
  writeFileSync(join(folder, 'x.json'), JSON.stringify(each.rows));
  run('explain');
  const said = read('shap.json');
  const found = mlx.readForest(each.model);
  const ours = mlx.treeShapley(found, 4);
  const from = each.model.weights.start.values;
  let difference = farthest(
    [...ours.base].map((value, k) => value + from[k]),
    said.base,
  );
  each.rows.forEach((row, at) => {
    const into = new Float64Array(4 * found.outputs);
    ours.addRow({ values: numbers([row]), start: 0 }, into);
    difference = Math.max(difference, farthest(said.values[at], into));
  });
  say(
    `TreeSHAP on boosted trees of mlx, ${kind}: largest difference from shap`,
    difference.toExponential(1),
  );
}

async function grow() {
  let state = 7;
  const random = () => {
    state = (state * 1103515245 + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
  const all = Array.from({ length: 3000 }, () =>
    [0, 1, 2, 3].map((at) =>
      random() < 0.1 ? null : at === 2 ? Math.floor(random() * 25) : Math.fround(2 * random() - 1),
    ),
  );
  const score = all.map(
    ([a, b, c, d]) => 2 * (a ?? 0) * (d ?? 0) + Math.sin(c ?? 0) + (b === null ? 0.8 : 0),
  );
  const names = ['a', 'b', 'c', 'd'];
  const x = {
    rows: all.length,
    columns: names,
    values: numbers(all),
    blocks: [{ name: 'c', kind: 'category', start: 2, width: 1, levels: 26 }],
  };
  const defaults = Object.fromEntries(
    Object.entries(mlx.gradientBoosting.params).flatMap(([name, each]) =>
      'default' in each ? [[name, each.default]] : [],
    ),
  );
  const kinds = {
    regression: { classes: [], y: (value) => value },
    binary: { classes: ['no', 'yes'], y: (value) => Number(value > 0) },
    multiclass: {
      classes: ['x', 'y', 'z'],
      y: (value) => (value > 0.6 ? 2 : Number(value > -0.5)),
    },
  };
  const found = {};
  for (const [kind, { classes, y }] of Object.entries(kinds)) {
    const { model: made } = await mlx.gradientBoosting.fit(
      { task: { kind, target: 'y', classes }, train: { x, y: Float64Array.from(score, y) } },
      { ...defaults, trees: 50, threads: 1 },
      { seed: 1, label: kind, signal: new AbortController().signal, emit: () => undefined },
    );
    found[kind] = { model: made, rows: all.slice(0, 200) };
  }
  return found;
}

function forestOf(list) {
  const [feature, threshold, child, leaves, cover, roots] = [[], [], [], [], [], []];
  const below = (value) => {
    const near = new Float32Array([value]);
    if (near[0] <= value) return near[0];
    const bits = new Int32Array(near.buffer);
    bits[0] += near[0] > 0 ? -1 : 1;
    return near[0];
  };
  const add = (tree, at) => {
    child.push(0);
    threshold.push(tree.left[at] < 0 ? 0 : below(tree.threshold[at]));
    cover.push(tree.cover[at]);
    return feature.push(tree.left[at] < 0 ? -1 : tree.feature[at]) - 1;
  };
  const fill = (tree, at, node) => {
    if (tree.left[at] < 0) {
      child[node] = leaves.push(tree.values[at][0] / list.length) - 1;
      return;
    }
    const first = add(tree, tree.left[at]);
    add(tree, tree.right[at]);
    child[node] = first;
    fill(tree, tree.left[at], first);
    fill(tree, tree.right[at], first + 1);
  };
  for (const tree of list) {
    const root = add(tree, 0);
    roots.push(root);
    fill(tree, 0, root);
  }
  return {
    ...{ outputs: 1, width: 1, roots: Int32Array.from(roots), feature: Int32Array.from(feature) },
    ...{
      threshold: Float32Array.from(threshold),
      child: Int32Array.from(child),
      flags: new Uint8Array(feature.length),
    },
    ...{
      setAt: new Int32Array(0),
      sets: new Int32Array(0),
      leaves: Float64Array.from(leaves),
      cover: Float32Array.from(cover),
    },
  };
}
