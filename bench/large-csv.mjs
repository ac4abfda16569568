// Ingests and splits a generated CSV of about 1 GB and measures time and memory. See docs/benchmarks.md.
//
//   node bench/large-csv.mjs [--rows N] [--no-write]
//
// Needs about 4 GB in the temporary folder ($TMPDIR) and deletes all of it.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { mlxCommand } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '8000000' },
    'no-write': { type: 'boolean', default: false },
  },
});

/** Most bytes that mlx and its children may hold at once. */
const limit = 1.5e9;

const regions = ['north', 'south', 'east', 'west', 'centre', 'islands'];
const plans = ['free', 'basic', 'premium', 'enterprise'];
const devices = Array.from({ length: 40 }, (_, at) => `device-${at}`);

const project = `
version: 1
name: large
task: { type: classification, target: churned, positive: "yes" }
ingest: { sources: { rows: { type: csv, path: data.csv } } }
train: { candidates: { linear: { model: linear } } }
`;

const folder = temporaryFolder('large');
const csv = join(folder, 'data.csv');
await pipeline(csvOf(Number(options.rows)), createWriteStream(csv));
const { size } = await stat(csv);
await writeFile(join(folder, 'mlx.yaml'), project);
const measured = measuredOn();
const stages = [];
for (const stage of ['ingest', 'split']) {
  stages.push({ stage, ...(await measure([stage, '-q'])) });
  console.log(stages.at(-1));
}
const results = { measured, rows: Number(options.rows), bytes: size, limit, stages };
if (!options['no-write']) {
  await writeResults('large-csv', results);
  await writeSection('large-csv', section(results));
}
if (stages.some(({ peak }) => peak > limit)) process.exitCode = 1;

/** Seconds of an `mlx` command, and the most that it and its descendants held, sampled every 50 ms. */
async function measure(args) {
  const [node, mlx] = mlxCommand;
  const start = performance.now();
  const child = spawn(node, [mlx, ...args], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let peak = 0;
  const highest = new Map();
  const timer = setInterval(async () => {
    const memory = await memoryOfTree(child.pid);
    peak = Math.max(peak, memory.now);
    for (const [pid, most] of memory.most) highest.set(pid, most);
  }, 50);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`mlx ${args.join(' ')} ended with ${code}`);
  const largest = Math.max(...highest.values());
  // A short peak falls between samples, but the system remembers it for each process.
  return { seconds: (performance.now() - start) / 1000, peak: Math.max(peak, largest) };
}

async function memoryOfTree(root) {
  const parents = new Map();
  const facts = new Map();
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    const field = (key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    parents.set(Number(name), field('PPid'));
    facts.set(Number(name), { now: field('VmRSS') * 1024, most: field('VmHWM') * 1024 });
  }
  const isOurs = (pid) => pid === root || (parents.has(pid) && isOurs(parents.get(pid)));
  const ours = [...facts].filter(([pid]) => isOurs(pid));
  return {
    now: ours.reduce((sum, [, { now }]) => sum + now, 0),
    most: new Map(ours.map(([pid, { most }]) => [pid, most])),
  };
}

function section({ measured, rows, bytes, stages }) {
  const cells = stages.map(({ stage, seconds, peak }) => [
    `\`mlx ${stage}\``,
    seconds.toFixed(0),
    (peak / 1e9).toFixed(2),
  ]);
  return `
Measured on ${measured.date} at commit ${measured.commit}: Node ${measured.node.slice(1)}; ${measured.machine}, load ${measured.load} when it started.
${rows.toLocaleString('en')} rows of 16 columns, ${(bytes / 1e9).toFixed(2)} GB of CSV. The limit is ${limit / 1e9} GB.

${markdownTable(['command', 'seconds', 'peak memory, GB'], cells)}
`;
}

/** Blocks of lines from a small generator with a fixed seed: 16 columns, about 130 bytes a row. */
function* csvOf(rows) {
  yield 'id,at,region,plan,device,age,tenure,visits,minutes,spend,discount,latitude,longitude,score,active,churned\n';
  const random = xorshift(42);
  const missing = (value, share) => (random() < share ? '' : value);
  const one = (values) => values[Math.floor(random() * values.length)];
  let block = '';
  for (let row = 0; row < rows; row++) {
    const at = new Date(1.7e12 + Math.floor(random() * 3e10)).toISOString().slice(0, 19);
    const spend = random() * 500;
    block +=
      `${row},${at},${missing(one(regions), 0.03)},${one(plans)},${missing(one(devices), 0.1)},` +
      `${missing(18 + Math.floor(random() * 70), 0.05)},${Math.floor(random() * 120)},${Math.floor(random() * 1000)},` +
      `${(random() * 1e4).toFixed(3)},${missing(spend.toFixed(2), 0.02)},${(random() * 0.5).toFixed(4)},` +
      `${(random() * 180 - 90).toFixed(6)},${(random() * 360 - 180).toFixed(6)},${missing(random().toFixed(8), 0.2)},` +
      `${random() < 0.7},${spend + 100 * random() > 300 ? 'yes' : 'no'}\n`;
    if (block.length < 1 << 20) continue;
    yield block;
    block = '';
  }
  yield block;
}

/** Marsaglia's 32-bit xorshift: fast, and good enough for columns. */
function xorshift(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
