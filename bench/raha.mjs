// Holds the Raha benchmark's dirty tables to rules as a person would write them (bench/raha/*.yaml), and counts how many of
// the injected errors they find, cell by cell. See docs/benchmarks.md.
//
//   node bench/raha.mjs [--data FOLDER] [--no-write]
//
// FOLDER holds nasty/raha/{beers,hospital}-{dirty,clean}.csv.gz, the pairs of github.com/BigDaMa/raha.
import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { mlxCommand } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: process.env.MLX_TEST_DATA ?? '../../shared/data' },
    'no-write': { type: 'boolean', default: false },
  },
});

const rules = join(dirname(fileURLToPath(import.meta.url)), 'raha');
const folder = temporaryFolder('raha');
const measured = measuredOn();
const tables = [];
for (const name of ['beers', 'hospital']) {
  tables.push({ name, ...(await judge(name)) });
  console.log(tables.at(-1));
}
if (!options['no-write']) {
  await writeResults('raha', { measured, tables });
  await writeSection('raha', section(tables));
}

/** How well the rules find the cells in which dirty and clean differ. */
async function judge(name) {
  const [dirty, clean] = await Promise.all(
    ['dirty', 'clean'].map(async (kind) => parseCsv(await packed(name, kind))),
  );
  const [header, ...rows] = dirty;
  const wrong = new Set();
  let asWritten = 0;
  for (const [at, row] of rows.entries()) {
    for (const [column, cell] of row.entries()) {
      const right = clean[at + 1][column];
      if (cell !== right) asWritten += 1;
      if (normal(cell) !== normal(right)) wrong.add(`${row[0]} ${header[column]}`);
    }
  }
  const start = performance.now();
  const found = await blamed(name, header);
  const seconds = (performance.now() - start) / 1000;
  const right = [...found].filter((cell) => wrong.has(cell)).length;
  const [precision, recall] = [right / found.size, right / wrong.size];
  return {
    rows: rows.length,
    cells: rows.length * header.length,
    asWritten,
    errors: wrong.size,
    found: found.size,
    right,
    precision,
    recall,
    f1: (2 * precision * recall) / (precision + recall),
    seconds,
    missed: countBy([...wrong].filter((cell) => !found.has(cell))),
    wronglyBlamed: countBy([...found].filter((cell) => !wrong.has(cell))),
  };
}

/** The cells the rules blame, from the file `mlx ingest` writes when it stops: the reasons name their column. */
async function blamed(name, header) {
  const project = join(folder, name);
  await mkdir(project);
  await copyFile(join(rules, `${name}.yaml`), join(project, 'mlx.yaml'));
  await writeFile(join(project, 'dirty.csv'), await packed(name, 'dirty'));
  const [node, mlx] = mlxCommand;
  const run = promisify(execFile)(node, [mlx, 'ingest', '-q'], { cwd: project });
  const stopped = await run.then(
    () => undefined,
    (error) => error,
  );
  if (stopped?.code !== 4) throw stopped ?? new Error(`the rules find nothing in ${name}`);
  const rejected = await readFile(join(project, '.mlx', 'quarantine', 'rejected.csv'), 'utf8');
  const [head, ...rows] = parseCsv(rejected);
  const [reason, index] = [head.indexOf('_reason'), head.indexOf(header[0])];
  const cells = new Set();
  for (const row of rows) {
    for (const text of row[reason].split('; ')) {
      const column = / settling (\w+)$/.exec(text)?.[1] ?? text.split(' ')[0];
      if (!header.includes(column)) throw new Error(`the reason "${text}" names no column`);
      cells.add(`${row[index]} ${column}`);
    }
  }
  return cells;
}

async function packed(name, kind) {
  return gunzipSync(
    await readFile(join(options.data, 'nasty', 'raha', `${name}-${kind}.csv.gz`)),
  ).toString();
}

/** Blanks round a cell are no part of it, and a text for a missing value is a missing value. */
function normal(cell) {
  const text = cell.trim();
  return ['N/A', 'NA', 'NaN', 'nan', 'NULL', 'null', '?', '.'].includes(text) ? '' : text;
}

function countBy(cells) {
  const counts = {};
  for (const cell of cells) {
    const column = cell.split(' ')[1];
    counts[column] = (counts[column] ?? 0) + 1;
  }
  return counts;
}

/** Rows of cells of a CSV as RFC 4180 has it. */
function parseCsv(text) {
  const rows = [[]];
  for (const [, quoted, plain, end] of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g,
  )) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end !== ',') rows.push([]);
  }
  return rows.filter((row) => row.length > 1);
}

function section(list) {
  const { date, commit, node, machine, load } = measured;
  const figures = list.map((each) => [
    each.name,
    each.cells.toLocaleString('en-US'),
    each.errors.toLocaleString('en-US'),
    each.found.toLocaleString('en-US'),
    each.precision.toFixed(3),
    each.recall.toFixed(3),
    each.f1.toFixed(3),
    each.seconds.toFixed(1),
  ]);
  const left = list.map(
    ({ name, missed, wronglyBlamed, asWritten }) =>
      `- ${name}: ${asWritten.toLocaleString('en-US')} cells differ as written. Missed by column: ${shown(missed)}. Blamed without cause: ${shown(wronglyBlamed)}.`,
  );
  return [
    `Measured on ${date} at commit ${commit}: Node ${node.slice(1)}; ${machine}, load ${load} when it started.`,
    markdownTable(
      ['table', 'cells', 'errors', 'blamed', 'precision', 'recall', 'F1', 'seconds'],
      figures,
    ),
    left.join('\n'),
  ].join('\n\n');
}

function shown(counts) {
  const list = Object.entries(counts).map(([column, count]) => `${column} ${count}`);
  return list.length === 0 ? 'none' : list.join(', ');
}
