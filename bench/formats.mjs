// Every format × family on real data sets: each is written and run by `mlx package --format`, and held against the golden
// predictions of its package; `web` is then asked in headless Chromium, and `saved-model` in TensorFlow for Python.
// The table goes to docs/formats.md, all of it to bench/results/formats.json. Needs `npm run build` and the data sets.
//
//   node bench/formats.mjs [DATA/FAMILY …] [--data DIR] [--onnx DIR] [--python PATH] [--image] [--continue] [--no-write]
//
// `--onnx` is a folder with onnxruntime-node in its node_modules, `--python` has tensorflow-cpu; without them a column says so.
// `--image` writes an image of each, which takes some seconds for each; else of the first family of each data set.
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { measuredOn, readResults, writeResults } from './benchmarks-page.mjs';
import { bundled } from './formats/bundled.mjs';
import { cases, projectOf, sets } from './formats/cases.mjs';
import { webReader } from './formats/read-web.mjs';
import { formatsTable } from './formats/table.mjs';
import { mlxCommand } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: process.env.MLX_TEST_DATA ?? '../shared/data' },
    onnx: { type: 'string' },
    python: { type: 'string' },
    image: { type: 'boolean', default: false },
    continue: { type: 'boolean', default: false },
    'no-write': { type: 'boolean', default: false },
  },
});
const formats = [
  'single-file',
  'bundle',
  'node',
  'web',
  'lambda',
  'azure-function',
  'onnx',
  'saved-model',
];
const folder = temporaryFolder('formats');
const { feedsOf } = await bundled('src/stages/formats/graphs/graph-source.ts');
const { decodeSavedModel } = await bundled('src/artifacts/saved-model.ts');
const { farthest } = await bundled('src/delivery/golden-difference.ts');
const { graphPredictions } = await bundled('src/stages/formats/graphs/graph-answers.ts');
const before = options.continue ? ((await readResults('formats'))?.rows ?? []) : [];
const rows = [...before];
const started = new Set();
const toPython = [];
const web = await webReader();
for (const each of cases) {
  const name = `${each.set}/${each.family}`;
  if (wanted.length > 0 && !wanted.includes(name) && !wanted.includes(each.set)) continue;
  if (before.some(({ set, family }) => set === each.set && family === each.family)) continue;
  const row = await measured(each).catch((error) => ({
    ...{ set: each.set, family: each.family },
    cells: { problem: String(error.message).slice(0, 300) },
  }));
  rows.push(row);
  // Starting TensorFlow takes longer than what it is asked.
  if (toPython.length >= 8) askPython();
  if (!options['no-write']) await keep();
  console.log(name, JSON.stringify(row.cells));
}
askPython();
const order = (row) =>
  cases.findIndex(({ set, family }) => set === row.set && family === row.family);
rows.sort((a, b) => order(a) - order(b));
console.log(formatsTable(rows));
if (!options['no-write']) {
  await keep();
  const page = join(import.meta.dirname, '..', 'docs', 'formats.md');
  const [start, end] = ['<!-- formats -->', '<!-- end of formats -->'];
  const [head, rest] = readFileSync(page, 'utf8').split(start);
  const [, tail] = rest.split(end);
  writeFileSync(page, `${head}${start}\n\n${formatsTable(rows)}\n\n${end}${tail}`);
}

function keep() {
  return writeResults('formats', { measured: measuredOn(), rows });
}

async function measured(each) {
  const { set, family } = each;
  const home = join(folder, set);
  mkdirSync(home, { recursive: true });
  if (options.onnx !== undefined && !existsSync(join(home, 'node_modules')))
    symlinkSync(resolve(options.onnx, 'node_modules'), join(home, 'node_modules'));
  writeFileSync(join(home, 'mlx.yaml'), JSON.stringify(projectOf(each, resolve(options.data))));
  const names = [...formats, ...(options.image || !started.has(set) ? ['image'] : [])];
  started.add(set);
  const out = join(folder, 'out', `${set}-${rows.length}`);
  const cells = packaged(home, names, { out, sample: sets[set].sample });
  if (cells.problem !== undefined) return { set, family, cells };
  const golden = goldenOf(home);
  if (golden.family !== each.train.candidates.it.model)
    return { set, family, cells: { problem: `\`${golden.family}\` was better and is packaged` } };
  if (web !== undefined && cells.web === 0) cells.web = await inBrowser(join(out, 'web'), golden);
  if (typeof cells['saved-model'] === 'number') {
    const feeds = await feedsOf(
      golden.rows.map(({ row }) => row),
      golden,
    );
    toPython.push({ set, family, cells, golden, folder: join(out, 'saved-model', '1'), feeds });
  }
  return { set, family, cells };
}

/** The largest difference of each format, or why there is none. What is refused is left out, and the rest tried again. */
function packaged(home, names, { out, sample }) {
  const [node, script] = mlxCommand;
  const args = [
    'package',
    '--json',
    '-q',
    '-o',
    out,
    ...(sample ? ['--sample', String(sample)] : []),
  ];
  const ran = spawnSync(node, [script, ...args, ...names.flatMap((name) => ['--format', name])], {
    ...{ cwd: home, encoding: 'utf8', maxBuffer: 2 ** 28 },
  });
  const said = JSON.parse(ran.stdout);
  const problem = said.problems?.[0]?.message ?? said.error?.message ?? said.message;
  const refused = names.find((name) => problem?.startsWith(`\`${name}\``));
  if (refused !== undefined) {
    const why = problem.replace(`\`${refused}\` `, '');
    const rest = names.filter((name) => name !== refused);
    return { ...packaged(home, rest, { out, sample }), [refused]: why };
  }
  if (said.formats === undefined) return { problem: problem ?? ran.stderr.slice(-500) };
  return Object.fromEntries(
    said.formats.map(({ format, difference, words }) => [format, difference ?? words]),
  );
}

/** What the last package has: golden rows, signature and features. */
function goldenOf(home) {
  const artifacts = join(home, '.mlx', 'artifacts', 'package');
  const [newest] = execFileSync('ls', ['-t', artifacts], { encoding: 'utf8' }).split('\n');
  const read = (name) => JSON.parse(readFileSync(join(artifacts, newest, name), 'utf8'));
  const bytes = (name) => readFileSync(join(artifacts, newest, name));
  const model = decodeSavedModel({
    'model.json': bytes('model.json'),
    'weights.bin': bytes('weights.bin'),
  });
  return {
    rows: read('golden.json'),
    signature: read('signature.json'),
    features: read('features.json'),
    family: model.family,
    model,
  };
}

async function inBrowser(at, { rows: golden, signature }) {
  const said = await web(
    at,
    golden.map(({ row }) => row),
  );
  return largest(signature.task, golden, said);
}

function askPython() {
  const waiting = toPython.splice(0);
  if (options.python === undefined || waiting.length === 0) return;
  const ran = spawnSync(
    options.python,
    [join(import.meta.dirname, 'formats', 'read_saved_model.py')],
    {
      ...{ encoding: 'utf8', maxBuffer: 2 ** 28 },
      input: JSON.stringify(waiting.map(({ folder: at, feeds }) => ({ folder: at, feeds }))),
    },
  );
  if (ran.status !== 0) throw ran.error ?? new Error(ran.stderr);
  for (const [at, said] of JSON.parse(ran.stdout).entries()) {
    const { cells, golden } = waiting[at];
    cells['saved-model in Python'] = said.error ?? inPython(golden, said);
  }
}

function inPython(golden, said) {
  const rows = golden.rows.map(({ row }) => row);
  return largest(golden.signature.task, golden.rows, graphPredictions(golden, said, rows));
}

function largest(task, golden, said) {
  return Math.max(
    ...golden.map(({ expected }, at) => farthest(task, expected, said[at]).difference),
  );
}
