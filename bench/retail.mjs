// Ingests a folder of daily CSV files as one table, then one more day, and measures both. See docs/benchmarks.md.
//
//   node bench/retail.mjs [--data FOLDER] [--no-write]
//
// The folder holds multisource/retail-by-day.tar.gz. Needs about 200 MB in the temporary folder and deletes all of it.
import { execFileSync, spawn } from 'node:child_process';
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { env } from 'node:process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { mlxCommand } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const beside = fileURLToPath(new URL('../../../shared/data', import.meta.url));
const { values: options } = parseArgs({
  options: {
    data: { type: 'string', default: env.MLX_TEST_DATA ?? beside },
    'no-write': { type: 'boolean', default: false },
  },
});

const project = `
version: 1
name: retail
task: { type: regression, target: Quantity }
ingest: { sources: { days: { type: csv, path: "days/*.csv" } } }
train: { candidates: { linear: { model: linear } } }
`;

/** Run before mlx, in its process: at its end it tells what it has used. */
const tellsUsage = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  process.on('exit', () => writeSync(3, JSON.stringify(process.resourceUsage())));
`)}`;

const folder = temporaryFolder('retail');
const days = join(folder, 'days');
mkdirSync(days);
execFileSync('tar', [
  ...['xzf', join(resolve(options.data), 'multisource', 'retail-by-day.tar.gz')],
  ...['-C', days, '--strip-components=2'],
]);
writeFileSync(join(folder, 'mlx.yaml'), project);
const files = readdirSync(days).sort();
const last = files.at(-1);
const measured = measuredOn();

renameSync(join(days, last), join(folder, last));
const first = await measure(`the first ${files.length - 1} days`);
renameSync(join(folder, last), join(days, last));
const added = await measure('one more day');
rmSync(join(folder, '.mlx'), { recursive: true });
const whole = await measure(`all ${files.length} days, anew`);
if (added.digest !== whole.digest)
  throw new Error('one more day gives another table than all days');

const results = { measured, files: files.length, reads: [first, added, whole] };
console.log(results);
if (!options['no-write']) {
  await writeResults('retail', results);
  await writeSection('retail', section(results));
}

/** Seconds, seconds of processor time and the highest memory of an ingest; and what it made. */
async function measure(what) {
  const [node, mlx] = mlxCommand;
  const start = performance.now();
  const child = spawn(node, ['--import', tellsUsage, mlx, 'ingest', '-q'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let [said, usage] = ['', ''];
  child.stderr.on('data', (piece) => (said += piece));
  child.stdio[3].on('data', (piece) => (usage += piece));
  const code = await new Promise((done) => child.once('close', done));
  if (code !== 0) throw new Error(`mlx ingest ended with ${code}:\n${said}`);
  const seconds = (performance.now() - start) / 1000;
  const { userCPUTime, systemCPUTime, maxRSS } = JSON.parse(usage);
  const { digest, table } = newestIngest();
  const processor = (userCPUTime + systemCPUTime) / 1e6;
  return { what, seconds, processor, peak: maxRSS * 1024, rows: table.rows, digest };
}

function newestIngest() {
  const artifacts = join(folder, '.mlx', 'artifacts', 'ingest');
  const found = readdirSync(artifacts).map((name) => join(artifacts, name, 'ingest.json'));
  const [newest] = found.sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  return JSON.parse(readFileSync(newest, 'utf8'));
}

function section({ measured, files, reads }) {
  const cells = reads.map(({ what, rows, seconds, processor, peak }) => [
    what,
    rows.toLocaleString('en'),
    seconds.toFixed(1),
    processor.toFixed(1),
    (peak / 1e9).toFixed(2),
  ]);
  const header = ['read', 'rows', 'seconds', 'processor seconds', 'peak memory, GB'];
  return `
Measured on ${measured.date} at commit ${measured.commit}: Node ${measured.node.slice(1)}; ${measured.machine}, load ${measured.load} when it started.
${files} files. The table after one more day has the digest of the one read anew from all of them.

${markdownTable(header, cells)}
`;
}
