// Holds the figures of `mlx profile` against pandas and scipy, and its time and memory against a script that computes the
// same with DuckDB from Python. See docs/benchmarks.md.
//
//   node bench/compare-profile.mjs [DATA] [--python PATH] [--rows N] [--repeat N] [--no-write]
//
// DATA is the folder of the data sets (default: $MLX_TEST_DATA, else ../shared/data). The Python needs pandas, scipy and
// duckdb of the version that package.json names. With `--rows 0` nothing is timed.
import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { DuckDBInstance } from '@duckdb/node-api';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { dataSets, prepareDataSet } from './data-sets.mjs';
import { mlxCommand } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    python: { type: 'string', default: 'python3' },
    rows: { type: 'string', default: '8000000' },
    repeat: { type: 'string', default: '3' },
    'no-write': { type: 'boolean', default: false },
  },
});

const project = `
version: 1
name: large
task: { type: classification, target: churned, positive: "yes" }
ingest: { sources: { rows: { type: parquet, path: data.parquet } } }
`;

const dataFolder = resolve(
  positionals[0] ?? process.env.MLX_TEST_DATA ?? here('../../shared/data'),
);
const reference = here('profile-reference.py');
const measured = measuredOn();
const differences = await compareValues();
const rows = Number(options.rows);
const speed = rows === 0 ? undefined : await compareSpeed();
const results = { measured, differences, ...(speed && { rows, speed }) };
if (!options['no-write']) {
  await writeResults('profile', results);
  await writeSection('profile', section(results));
}

/** The largest relative differences of each data set, by statistic. */
async function compareValues() {
  const found = {};
  for (const set of dataSets.filter(({ name }) => name !== 'mnist')) {
    const folder = temporaryFolder(`profile-${set.name}`);
    const csv = await prepareDataSet(set, { dataFolder, folder });
    const [node, mlx] = mlxCommand;
    const { stdout } = await run(node, [mlx, 'profile', 'data.csv', '--json', '-q'], folder);
    const profile = join(folder, 'profile.json');
    await writeFile(profile, stdout);
    const answer = await run(options.python, [reference, 'values', csv, profile], folder);
    found[set.title] = JSON.parse(answer.stdout);
    console.log(set.title, found[set.title]);
  }
  return found;
}

/** Both do their work in turn, so that what else the machine does falls on both. */
async function compareSpeed() {
  const folder = temporaryFolder('profile-large');
  const table = join(folder, 'data.parquet');
  await writeTable(table);
  await writeFile(join(folder, 'mlx.yaml'), project);
  const [node, mlx] = mlxCommand;
  await run(node, [mlx, 'ingest', '-q'], folder);
  const artifact = (
    await run('sh', ['-c', 'ls -d .mlx/artifacts/ingest/*/'], folder)
  ).stdout.trim();
  const commands = {
    'mlx profile': [node, [mlx, 'profile', '--force', '--json', '-q']],
    'DuckDB from Python': [
      options.python,
      [reference, 'speed', join(folder, artifact, 'table.parquet')],
    ],
  };
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let at = 0; at < Number(options.repeat); at++) {
    for (const [name, [command, args]] of Object.entries(commands)) {
      const { seconds, cpu, peak } = await run(command, args, folder);
      times[name].push({ seconds, cpu, peak });
      console.log(
        name,
        seconds.toFixed(1),
        's',
        cpu.toFixed(1),
        'CPU s',
        (peak / 1e6).toFixed(0),
        'MB',
      );
    }
  }
  return times;
}

/** Runs a command to its end: what it printed, how long it took, and the most memory it held, sampled from the system. */
async function run(command, args, cwd) {
  const start = performance.now();
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
  let [stdout, peak, cpu] = ['', 0, 0];
  child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
  const timer = setInterval(async () => {
    const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '');
    peak = Math.max(peak, Number(/^VmHWM:\s+(\d+)/m.exec(status)?.[1] ?? 0) * 1024);
    const stat = await readFile(`/proc/${child.pid}/stat`, 'utf8').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    cpu = Math.max(cpu, (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / 100);
  }, 50);
  const code = await new Promise((done) => child.once('close', done));
  clearInterval(timer);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}`);
  return { stdout, seconds: (performance.now() - start) / 1000, cpu, peak };
}

/** Sixteen columns of every type, from a hash of the row, so that it is the same each time. */
async function writeTable(file) {
  const database = await DuckDBInstance.create(':memory:');
  const connection = await database.connect();
  const draw = (salt) => `(hash(i, ${salt}) >> 11)::DOUBLE / 9007199254740992`;
  const lacking = (value, salt, share) =>
    `CASE WHEN ${draw(salt + 100)} < ${share} THEN NULL ELSE ${value} END`;
  const one = (values, salt) =>
    `[${values.map((each) => `'${each}'`).join(', ')}][1 + (${draw(salt)} * ${values.length})::INT % ${values.length}]`;
  const whole = (from, span, salt) => `(${from} + ${draw(salt)} * ${span})::BIGINT`;
  const places = ['north', 'south', 'east', 'west', 'centre', 'islands'];
  const columns = {
    id: 'i',
    at: `TIMESTAMP '2023-11-14' + to_seconds(${whole(0, 3e7, 1)})`,
    region: lacking(one(places, 2), 2, 0.03),
    plan: one(['free', 'basic', 'premium', 'enterprise'], 3),
    device: lacking(`'device-' || ${whole(0, 40, 4)}`, 4, 0.1),
    age: lacking(whole(18, 70, 5), 5, 0.05),
    tenure: whole(0, 120, 6),
    visits: whole(0, 1000, 7),
    minutes: `round(${draw(8)} * 10000, 3)`,
    spend: lacking(`round(${draw(9)} * 500, 2)`, 9, 0.02),
    discount: `round(${draw(10)} / 2, 4)`,
    latitude: `round(${draw(11)} * 180 - 90, 6)`,
    longitude: `round(${draw(12)} * 360 - 180, 6)`,
    score: lacking(`round(${draw(13)}, 8)`, 13, 0.2),
    active: `${draw(14)} < 0.7`,
    churned: `CASE WHEN ${draw(9)} * 500 + 100 * ${draw(15)} > 300 THEN 'yes' ELSE 'no' END`,
  };
  const selected = Object.entries(columns).map(([name, value]) => `${value} AS "${name}"`);
  await connection.run(
    `COPY (SELECT ${selected.join(', ')} FROM range(${rows}) t(i)) TO '${file.replaceAll("'", "''")}' (FORMAT parquet)`,
  );
  connection.disconnectSync();
  database.closeSync();
}

function section({ measured: on, differences: found, speed: times }) {
  const sets = Object.keys(found);
  const statistics = [...new Set(sets.flatMap((set) => Object.keys(found[set])))];
  const worst = statistics.map((statistic) => [
    statistic,
    ...sets.map((set) => shown(found[set][statistic])),
  ]);
  return `
Measured on ${on.date} at commit ${on.commit}: Node ${on.node.slice(1)}; ${on.machine}, load ${on.load} when it started.

The largest relative difference to pandas and scipy. Counts are exact when it is 0; a mean or a quantile is relative to the standard deviation, a correlation to 1:

${markdownTable(['statistic', ...sets], worst)}
${times === undefined ? '' : speedSection(times)}`;
}

function shown(difference) {
  if (difference === undefined) return '–';
  return difference === 0 ? '0' : difference.toExponential(0);
}

function speedSection(times) {
  const best = (name, key) => Math.min(...times[name].map((each) => each[key]));
  const names = Object.keys(times);
  const [ours, theirs] = names.map((name) => best(name, 'seconds'));
  const cells = names.map((name) => [
    name,
    times[name].map(({ seconds }) => seconds.toFixed(1)).join(' · '),
    best(name, 'cpu').toFixed(1),
    (Math.max(...times[name].map(({ peak }) => peak)) / 1e6).toFixed(0),
  ]);
  return `
${rows.toLocaleString('en')} rows of 16 columns, run in turn. The best run of mlx took ${(ours / theirs).toFixed(2)} times the best of the script:

${markdownTable(['', 'seconds', 'CPU seconds', 'peak memory, MB'], cells)}
`;
}
