// What a category of few rows does to forests: tables with names, tickets and cabins that stand for a row or two, learnt from with several
// `category_rows` and without these columns, over five folds and several splits. Prints the table of docs/models.md.
//
//     node bench/rare-categories.mjs [DATA] [--seeds 3]
//
// Build first. DATA holds tabular/autompg and tabular/titanic.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, writeResults } from './benchmarks-page.mjs';
import { runMlx } from './mlx-runs.mjs';
import { middle } from './rank-test.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { seeds: { type: 'string', default: '3' } },
});
const data = resolve(
  positionals[0] ?? process.env.MLX_TEST_DATA ?? join(import.meta.dirname, '../../shared/data'),
);
const seeds = Array.from({ length: Number(options.seeds) }, (_, at) => at + 1);
const limits = [1, 5, 10, 20];
const folder = temporaryFolder('rare-categories');

/** Effects of the groups have this deviation, beside noise of 1.5 and three numbers that matter. */
const made = (rows, groups, effect) => ({
  title: `made up: ${groups} groups of ${Math.round(rows / groups)} rows ${effect === 0 ? 'that say nothing' : 'that matter'}`,
  csv: madeRows(rows, groups, effect),
  task: { type: 'regression', target: 'y' },
  rare: { g: 'category' },
  metric: 'rmse',
});
const tables = [
  {
    title: 'Auto MPG with the names of cars (305 of 398 differ)',
    path: join(data, 'tabular/autompg/auto-mpg-tabs.csv'),
    task: { type: 'regression', target: 'mpg' },
    columns: { column_1: 'id' },
    rare: { carname: 'category' },
    metric: 'rmse',
  },
  {
    title: 'Titanic with tickets and cabins',
    path: join(data, 'tabular/titanic/train.csv'),
    task: { type: 'classification', target: 'Survived' },
    columns: { PassengerId: 'id', Name: 'ignore', Survived: 'category' },
    rare: { Ticket: 'category', Cabin: 'category' },
    metric: 'roc_auc',
  },
  made(1500, 500, 0),
  made(1500, 100, 0),
  made(1500, 200, 1),
  made(1500, 100, 1),
];

const results = [];
for (const [at, table] of tables.entries()) {
  for (const model of ['random-forest', 'extra-trees']) {
    const found = [];
    for (const seed of seeds)
      found.push(await scoresOf(join(folder, `${at}-${model}-${seed}`), table, { model, seed }));
    const means = found[0].map((_, place) => middle(found.map((scores) => scores[place])));
    results.push({ table: table.title, metric: table.metric, model, means });
    console.error(table.title, model, means);
  }
}
await writeResults('rare-categories', { measured: measuredOn(), limits, results });
console.log(
  markdownTable(
    [
      'table',
      'family',
      'metric',
      ...limits.map((limit) => `\`category_rows: ${limit}\``),
      'without these columns',
    ],
    results.map(({ table, metric, model, means }) => [
      ...[table, `\`${model}\``, metric],
      ...means.map((mean) => mean.toPrecision(4)),
    ]),
  ),
);

/** Means over five folds: for each limit, then without the columns. */
async function scoresOf(project, { path, csv, task, columns = {}, rare, metric }, { model, seed }) {
  await mkdir(project, { recursive: true });
  if (csv !== undefined) await writeFile(join(project, 'made.csv'), csv);
  const scores = [];
  for (const isWith of [true, false]) {
    const wanted = isWith ? limits : [1];
    const dropped = Object.fromEntries(Object.keys(rare).map((name) => [name, 'ignore']));
    const yaml = {
      ...{ version: 1, seed, task },
      ingest: {
        sources: { rows: { type: 'csv', path: path ?? 'made.csv' } },
        columns: { ...columns, ...(isWith ? rare : dropped) },
      },
      split: { strategy: 'random', train: '70%', validation: '15%', test: '15%', folds: 5 },
      train: {
        select: metric,
        candidates: Object.fromEntries(
          wanted.map((limit) => [`at_${limit}`, { model, category_rows: limit }]),
        ),
      },
    };
    // JSON is YAML.
    await writeFile(join(project, 'mlx.yaml'), JSON.stringify(yaml));
    const { stages } = JSON.parse(await runMlx(project, 'train', '--json', '-q'));
    const { fingerprint } = stages.find(({ stage }) => stage === 'train');
    const file = join(project, '.mlx/artifacts/train', fingerprint.slice(0, 16), 'training.json');
    const { candidates } = JSON.parse(await readFile(file, 'utf8'));
    for (const limit of wanted) {
      scores.push(candidates.find(({ name }) => name === `at_${limit}`).crossValidation.mean);
    }
  }
  return scores;
}

function madeRows(rows, groups, effect) {
  let state = 7;
  const uniform = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
  const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  const effects = Array.from({ length: groups }, () => effect * normal());
  const lines = Array.from({ length: rows }, () => {
    const [a, b, c] = [normal(), normal(), normal()];
    const group = Math.floor(groups * uniform());
    const y = 2 * a + Math.sin(3 * b) + (c > 0 ? 1 : 0) + 1.5 * normal() + effects[group];
    return `${a},${b},${c},g${group},${y}`;
  });
  return ['a,b,c,g,y', ...lines].join('\n');
}
