// Ingests and splits generated CSV files of very many columns, and measures time and memory. See docs/benchmarks.md.
//
//   node bench/wide-tables.mjs [--no-write]
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { mlxCommand } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: { 'no-write': { type: 'boolean', default: false } },
});

/** `mixed` has whole numbers, fractions and categories in turn; `pixels` is shaped as MNIST: most cells are nought. */
const tables = [
  { name: 'mixed', columns: 800, rows: 1000, cell: mixedCell },
  { name: 'mixed', columns: 2000, rows: 1000, cell: mixedCell },
  { name: 'pixels', columns: 784, rows: 10_000, cell: pixel },
];

const project = `
version: 1
name: wide
task: { type: classification, target: y }
ingest: { sources: { rows: { type: csv, path: data.csv } } }
train: { candidates: { linear: { model: linear } } }
`;

const measured = measuredOn();
const runs = [];
for (const { name, columns, rows, cell } of tables) {
  const folder = temporaryFolder(`wide-${name}-${columns}`);
  await writeFile(join(folder, 'data.csv'), csvOf(columns, rows, cell));
  await writeFile(join(folder, 'mlx.yaml'), project);
  for (const stage of ['ingest', 'split']) {
    const run = { name, columns, rows, stage, ...(await measure(stage, folder)) };
    console.log(run);
    runs.push(run);
  }
}
if (!options['no-write']) {
  await writeResults('wide-tables', { measured, runs });
  await writeSection('wide-tables', section());
}

/** Seconds, processor seconds and peak memory of a stage. */
async function measure(stage, cwd) {
  const start = performance.now();
  const [node, mlx] = mlxCommand;
  const args = ['-f', '%U %S %M', node, mlx, stage, '-q'];
  const child = spawn('/usr/bin/time', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`mlx ${stage} ended with ${code}: ${said}`);
  const [user, system, kilobytes] = said.trim().split('\n').at(-1).split(' ').map(Number);
  const seconds = (performance.now() - start) / 1000;
  return { seconds, cpu: user + system, peak: kilobytes * 1024 };
}

function section() {
  const cells = runs.map(({ name, columns, rows, stage, seconds, cpu, peak }) => [
    name,
    columns.toLocaleString('en'),
    rows.toLocaleString('en'),
    `\`mlx ${stage}\``,
    seconds.toFixed(1),
    cpu.toFixed(1),
    (peak / 1e9).toFixed(2),
  ]);
  const head = ['table', 'columns', 'rows', 'command', 'seconds', 'CPU seconds', 'peak memory, GB'];
  return `
Measured on ${measured.date} at commit ${measured.commit}: Node ${measured.node.slice(1)}; ${measured.machine}, load ${measured.load} when it started.

${markdownTable(head, cells)}
`;
}

function csvOf(columns, rows, cell) {
  const random = generator(42);
  const names = Array.from({ length: columns }, (_, at) => `f${at}`);
  const lines = [`${names.join(',')},y`];
  for (let row = 0; row < rows; row++) {
    const cells = names.map((_, at) => cell(random, at));
    lines.push(`${cells.join(',')},${'abcdefghij'[Math.floor(random() * 10)]}`);
  }
  return `${lines.join('\n')}\n`;
}

function mixedCell(random, at) {
  if (at % 3 === 0) return Math.floor(random() * 256);
  return at % 3 === 1 ? (random() * 100).toFixed(3) : `v${Math.floor(random() * 5)}`;
}

function pixel(random) {
  return random() < 0.8 ? 0 : Math.floor(random() * 256);
}

/** The minimal standard generator of Park and Miller. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}
