// Ingests, profiles and splits a generated CSV of about 1 GB, does the same with DuckDB from Python and with pandas, in
// turn, and measures time and memory. See docs/benchmarks.md.
//
//   node bench/large-csv.mjs [--rows N] [--python PATH] [--repeat N] [--no-write]
//
// The Python needs duckdb of the version that package.json names, pandas, scipy and pyarrow. Needs about 6 GB in the
// temporary folder ($TMPDIR) and deletes all of it.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { mlxCommand } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: {
    rows: { type: 'string', default: '8000000' },
    python: { type: 'string', default: 'python3' },
    repeat: { type: 'string', default: '1' },
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
const [node, mlx] = mlxCommand;
const reference = fileURLToPath(new URL('./large-csv-reference.py', import.meta.url));
const works = {
  mlx: [
    ['ingest --profile', node, [mlx, 'ingest', '--profile', '-q']],
    ['split', node, [mlx, 'split', '-q']],
  ],
  duckdb: [['all', options.python, [reference, 'duckdb', csv, join(folder, 'out')]]],
  pandas: [['all', options.python, [reference, 'pandas', csv, join(folder, 'out')]]],
};
const runs = [];
for (let round = 0; round < Number(options.repeat); round++) {
  for (const [work, commands] of Object.entries(works)) {
    const steps = [];
    for (const name of ['.mlx', 'out', 'reports']) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
    await mkdir(join(folder, 'out'));
    for (const [step, command, args] of commands) {
      steps.push({ step, ...(await measure(command, args)) });
      console.log(work, steps.at(-1));
    }
    const sum = (what) => steps.reduce((all, each) => all + each[what], 0);
    const peak = Math.max(...steps.map((each) => each.peak));
    runs.push({ work, steps, seconds: sum('seconds'), cpu: sum('cpu'), peak });
  }
}
const results = { measured, rows: Number(options.rows), bytes: size, limit, runs };
if (!options['no-write']) {
  await writeResults('large-csv', results);
  await writeSection('large-csv', section(results));
}
if (runs.some(({ work, peak }) => work === 'mlx' && peak > limit)) process.exitCode = 1;

/** Seconds and CPU seconds of a command, and the most that it and its descendants held, sampled every 250 ms. */
async function measure(command, args) {
  const start = performance.now();
  const timed = ['-f', '%U %S', command, ...args];
  const child = spawn('/usr/bin/time', timed, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk) => (said += chunk));
  let peak = 0;
  const highest = new Map();
  const timer = setInterval(async () => {
    const memory = await memoryOfTree(child.pid);
    peak = Math.max(peak, memory.now);
    for (const [pid, most] of memory.most) highest.set(pid, most);
  }, 250);
  const code = await new Promise((resolve) => child.once('close', resolve));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${said}`);
  const [user, system] = said.trim().split('\n').at(-1).split(' ').map(Number);
  // A short peak falls between samples, but the system remembers it for each process.
  peak = Math.max(peak, ...highest.values());
  return { seconds: (performance.now() - start) / 1000, cpu: user + system, peak };
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

function section({ measured, rows, bytes, runs }) {
  const best = Object.fromEntries(
    Object.keys(works).map((work) => {
      const own = runs.filter((run) => run.work === work);
      return [work, own.reduce((least, run) => (run.seconds < least.seconds ? run : least))];
    }),
  );
  const cells = Object.entries(best).map(([work, { seconds, cpu, peak }]) => [
    { mlx: 'mlx', duckdb: 'DuckDB from Python', pandas: 'pandas' }[work],
    seconds.toFixed(1),
    cpu.toFixed(1),
    (peak / 1e9).toFixed(2),
    (best.mlx.seconds / seconds).toFixed(2),
  ]);
  const steps = best.mlx.steps.map(
    ({ step, seconds, cpu, peak }) =>
      `\`mlx ${step}\` ${seconds.toFixed(1)} s (${cpu.toFixed(1)} CPU s, ${(peak / 1e9).toFixed(2)} GB)`,
  );
  return `
Measured on ${measured.date} at commit ${measured.commit}: Node ${measured.node.slice(1)}; ${measured.machine}, load ${measured.load} when it started.
${rows.toLocaleString('en')} rows of 16 columns, ${(bytes / 1e9).toFixed(2)} GB of CSV; the best of ${Number(options.repeat)}. The limit of memory for mlx is ${limit / 1e9} GB.

${markdownTable(['', 'seconds', 'CPU seconds', 'peak memory, GB', 'time of mlx / its time'], cells)}

Of mlx: ${steps.join(', ')}.
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
