// Splits and folds real and random tables with every strategy, by mlx and by scikit-learn, and compares what came out.
// See docs/benchmarks.md.
//
//   node bench/splits.mjs [DATA] [--python PYTHON] [--only TEXT] [--no-write]
//
// DATA is the folder of the data sets ($MLX_TEST_DATA, else ../shared/data); PYTHON needs scikit-learn and pandas.
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { dataSets, prepareDataSet } from './data-sets.mjs';
import { runMlx } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    only: { type: 'string', default: '' },
    'no-write': { type: 'boolean', default: false },
  },
});
const bench = dirname(fileURLToPath(import.meta.url));
const dataFolder =
  positionals[0] ?? process.env.MLX_TEST_DATA ?? join(bench, '..', '..', 'shared', 'data');
const work = temporaryFolder('splits');
const database = await (await DuckDBInstance.create(':memory:')).connect();
const shares = { train: '70%', validation: '15%', test: '15%' };
const folds = 5;

/** Which columns a table is split by; `gap` is in units of its time. */
const tables = [
  { name: 'adult', ...named('adult'), target: 'income', group: 'fnlwgt' },
  { name: 'adult by country', ...named('adult'), target: 'income', group: 'native_country' },
  { name: 'bank', ...named('bank'), target: 'y', group: 'balance' },
  { name: 'white wine', ...named('wine-white'), target: 'quality', group: 'density' },
  { name: 'penguins', ...named('penguins'), target: 'species', group: 'flipper_length_mm' },
  {
    ...{ name: 'bike, hours', write: bikeHours, regression: true, target: 'cnt' },
    ...{ group: 'dteday', time: 'instant', gap: 24 },
  },
  ...[1, 2, 3, 4].map((seed) => ({
    ...{ name: `random ${seed}`, write: (folder) => randomTable(folder, seed) },
    ...{ target: 'y', group: 'g', time: 't', gap: 5 },
  })),
];

const measured = measuredOn();
const cases = [];
for (const table of tables.filter(({ name }) => name.includes(options.only))) {
  const folder = join(work, table.name.replaceAll(/\W+/g, '-'));
  await mkdir(folder, { recursive: true });
  const csv = await table.write(folder);
  const strategies = ['random', 'stratified', 'grouped', 'stratified-grouped', 'time'];
  for (const strategy of strategies) {
    if (strategy === 'time' && table.time === undefined) continue;
    const found = await splitByMlx(folder, { table, csv, strategy });
    cases.push({ name: table.name, strategy, csv, ...table, ...found });
  }
}
const file = join(work, 'cases.json');
await writeFile(file, JSON.stringify({ folds, cases }));
const reference = join(bench, 'splits-reference.py');
const said = execFileSync(options.python, [reference, file], { maxBuffer: 2 ** 28 }).toString();
const { versions, rows } = JSON.parse(said);
for (const row of rows) console.log(JSON.stringify(row));
if (!options['no-write'] && options.only === '') {
  await writeResults('splits', { measured, versions, rows });
  await writeSection('splits', section());
}

/** One `mlx split`: the split of each row, and the folds of the rows that are not in test. */
async function splitByMlx(folder, { table, csv, strategy }) {
  const { target, group, time, gap, regression } = table;
  const params = strategy.includes('grouped')
    ? { group }
    : strategy === 'time'
      ? { time, gap }
      : {};
  const project = {
    ...{ version: 1, name: 'splits', ingest: { path: csv } },
    task: { type: regression ? 'regression' : 'classification', target },
    split: { strategy, ...shares, ...params, folds, audit: 'off' },
    train: { candidates: { it: { model: 'linear' } } },
  };
  await writeFile(join(folder, 'mlx.yaml'), JSON.stringify(project));
  const { stages } = JSON.parse(await runMlx(folder, 'split', '--json', '-q'));
  const { fingerprint } = stages.find(({ stage }) => stage === 'split');
  const output = join(folder, '.mlx', 'artifacts', 'split', fingerprint.slice(0, 16));
  const splits = {};
  for (const split of ['train', 'validation', 'test']) {
    const rows = await select(`SELECT __row FROM '${join(output, `${split}.parquet`)}'`);
    splits[split] = rows.map(([row]) => Number(row));
  }
  const files = await readdir(output);
  const { folds: facts } = JSON.parse(await readFile(join(output, 'split.json'), 'utf8'));
  if (!files.includes('folds.parquet')) throw new Error(`no folds in ${output}`);
  const columns = strategy === 'time' ? '__row, outer_1, moment' : '__row, outer_1, 0';
  const held = await select(`SELECT ${columns} FROM '${join(output, 'folds.parquet')}'`);
  return {
    splits,
    folds: held.map((cells) => cells.map(Number)),
    until: facts.list.map(({ until }) => (until === null ? null : Number(until))),
  };
}

async function select(query) {
  return (await database.runAndReadAll(query)).getRows();
}

function named(name) {
  const dataSet = dataSets.find((each) => each.name === name);
  return { write: (folder) => prepareDataSet(dataSet, { dataFolder, folder }) };
}

async function bikeHours(folder) {
  const zip = join(dataFolder, 'tabular', 'bike', 'Bike-Sharing-Dataset.zip');
  const file = join(folder, 'data.csv');
  await writeFile(file, execFileSync('unzip', ['-p', zip, 'hour.csv'], { maxBuffer: 2 ** 28 }));
  return file;
}

/** Classes and groups of very different sizes; a group leans to a class; several rows at each time. */
async function randomTable(folder, seed) {
  const random = generator(seed);
  const [count, classes, groups] = [500 * 3 ** seed, 2 + seed * 2, 40 * seed * seed];
  const lines = ['x,y,g,t'];
  for (let row = 0; row < count; row++) {
    const group = Math.floor(groups * random() ** 2.5);
    const leaning = random() < 0.5 ? group * 7 : Math.floor(classes * random() ** 2);
    const time = Math.floor((random() * count) / 3);
    lines.push(`${random().toFixed(4)},c${leaning % classes},g${group},${time}`);
  }
  const file = join(folder, 'data.csv');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}

/** The minimal standard generator of Park and Miller. */
function generator(seed) {
  let state = seed * 7919;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

function section() {
  const { date, commit: at, node } = measured;
  const of = (kind) => rows.filter((row) => row.kind === kind);
  const figure = (value) => (value === null ? '–' : Number(value.toFixed(2)).toLocaleString('en'));
  const lineOf = ({ name, strategy, mlx, sklearn }, keys) => [
    ...[name, strategy],
    ...keys.flatMap((key) => [
      figure(mlx[key]),
      sklearn === null ? 'refused' : figure(sklearn[key]),
    ]),
  ];
  const tableOf = (kind, heads) =>
    markdownTable(
      ['table', 'strategy', ...Object.values(heads).flatMap((head) => [head, 'sklearn'])],
      of(kind).map((row) => lineOf(row, Object.keys(heads))),
    );
  return `Measured on ${date} at commit ${at}: Node ${node.slice(1)}; scikit-learn ${versions.sklearn}.

**Splits** of 70, 15 and 15 %

${tableOf('splits', { size: 'rows off its size: mlx', stratum: 'rows of a class off: mlx', share: 'points off the share of a class: mlx', shared: 'groups shared: mlx', tied: 'times divided: mlx' })}

**Folds**, ${folds} of the rows that are not in test

${tableOf('folds', { size: 'rows off its size: mlx', stratum: 'rows of a class off: mlx', share: 'points off the share of a class: mlx', shared: 'groups shared: mlx' })}

**Folds by time**

${markdownTable(
  [
    'table',
    'gap',
    'largest difference of a border, rows',
    'smallest gap: mlx',
    'sklearn',
    'times divided: mlx',
    'sklearn',
  ],
  of('time folds').map(({ name, gap, border, mlx, sklearn }) => [
    ...[name, figure(gap), figure(border), figure(mlx.gap), figure(sklearn.gap)],
    ...[figure(mlx.tied), figure(sklearn.tied)],
  ]),
)}`;
}
