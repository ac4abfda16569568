// An hour's worth of requests, as fast as they go, against `mlx serve` with two workers: does memory stay flat? Between slices of
// load each worker collects its garbage and tells what is left; the slope is that of a straight line through the samples after the
// first fifth, with a 95 % interval. `everything` adds a prediction log of all rows that rotates, a cache, bad requests (8 in 100)
// and an alias that moves back and forth. Needs wrk.
//   node bench/serving-soak.mjs plain|everything [REQUESTS] [SECONDS AT MOST]
import { execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { churnProject, exampleRow } from './serving-project.mjs';

const [piece = 'plain', requests = '360000', seconds = '200'] = process.argv.slice(2);
const everything = piece === 'everything';
const rate = 100;
const here = import.meta.dirname;
const mlx = resolve(here, '..', 'bin', 'mlx.js');
const folder = await mkdtemp(join(tmpdir(), 'mlx-soak-'));
const run = (args, cwd) => execFileSync(process.execPath, [mlx, ...args], { cwd, stdio: 'pipe' });
const project = await churnProject(folder, { trees: 100 });
await mkdir(join(folder, 'memory'));
run(['registry', 'add', '-q'], project);
if (everything) {
  run(['package', '-q', '--set', 'train.candidates.boosted.trees=60'], project);
  run(['registry', 'add', '-q', '--set', 'train.candidates.boosted.trees=60'], project);
}
const promote = (version) => {
  const args = ['registry', 'promote', version, '--to', 'production', '-m', 'soak', '-q'];
  return promisify(execFile)(process.execPath, [mlx, ...args], { cwd: project });
};
await promote('v1');

const settings = everything
  ? ['serve.predictions.sample=1', 'serve.predictions.file_mb=1', 'serve.predictions.files=4']
      .concat(['serve.cache=200', 'serve.security.rate.per_minute=1000000000'])
      .concat(['serve.security.rate.burst=1000000000'])
  : [];
const port = 8391;
const server = spawn(
  process.execPath,
  [mlx, 'serve', '--workers', '2', '--alias', 'production', '-q', '--port', String(port)].concat(
    settings.flatMap((each) => ['--set', each]),
  ),
  {
    ...{ cwd: project, stdio: ['ignore', 'ignore', 'inherit'] },
    env: {
      ...process.env,
      SOAK_FOLDER: join(folder, 'memory'),
      NODE_OPTIONS: `--import=${join(here, 'serving-soak-probe.mjs')}`,
    },
  },
);
const url = `http://127.0.0.1:${port}`;
const workers = await readyWorkers();
const script = join(folder, 'requests.lua');
await writeFile(script, luaScript());

const began = performance.now();
const counted = { done: 0, refused: 0, lost: 0, swaps: 0 };
let last = 0;
for (let slice = 0; counted.done < Number(requests); slice++) {
  if ((performance.now() - began) / 1000 > Number(seconds)) break;
  const load = promisify(execFile)('wrk', [
    ...['-t1', '-c16', '-d3s', '-s', script, `${url}/predict`],
  ]);
  if (everything && slice % 2 === 1) {
    await promote(slice % 4 === 1 ? 'v2' : 'v1');
    counted.swaps += 1;
  }
  const { stdout } = await load;
  counted.done += Number(/(\d+) requests in/.exec(stdout)?.[1] ?? 0);
  counted.refused += Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0);
  const lost = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout);
  counted.lost += (lost?.slice(1) ?? []).reduce((sum, each) => sum + Number(each), 0);
  last += 1;
  await sleep(300);
  for (const pid of workers) process.kill(pid, 'SIGUSR2');
  await sampled(last);
}
const took = (performance.now() - began) / 1000;
const log = join(project, '.mlx', 'served');
const files = existsSync(log) ? (await readdir(log)).filter((name) => name.endsWith('.jsonl')) : [];
const samples = await Promise.all(workers.map(memoryOf));
server.kill('SIGTERM');
await new Promise((done) => server.once('exit', done));
await rm(folder, { recursive: true });

const hours = counted.done / rate / 3600;
console.log(
  `${piece}: ${counted.done} requests in ${took.toFixed(0)} s, as many as ${hours.toFixed(2)} hours at ${rate} a second; ${counted.refused} refused (4xx), ${counted.lost} lost, ${counted.swaps} swaps, ${files.length} log files kept`,
);
console.log(
  '| worker | samples | heap MB, first | last | slope, MB an hour | RSS MB, first | last | slope, MB an hour |',
);
console.log('|---|---:|---:|---:|---:|---:|---:|---:|');
for (const [at, all] of samples.entries()) {
  const kept = all.slice(Math.floor(all.length / 5));
  const perSample = hours / all.length;
  const cells = ['heapUsed', 'rss'].flatMap((what) => {
    const values = kept.map((each) => each[what] / 1e6);
    const { slope, half } = lineThrough(values, perSample);
    const range = `${slope.toFixed(2)} ± ${half.toFixed(2)}`;
    return [values[0].toFixed(1), values.at(-1).toFixed(1), range];
  });
  console.log(`| ${at + 1} | ${kept.length} | ${cells.join(' | ')} |`);
}

async function readyWorkers() {
  for (let tries = 0; tries < 600; tries++) {
    const said = await fetch(`${url}/readyz`).then(
      (response) => response.json(),
      () => undefined,
    );
    if (said?.workers?.ready === 2) return childrenOf(server.pid);
    await sleep(100);
  }
  throw new Error(`${url} does not answer`);
}

async function childrenOf(parent) {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = [];
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    if (stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] === String(parent)) {
      found.push(Number(pid));
    }
  }
  return found;
}

async function memoryOf(pid) {
  const file = join(folder, 'memory', `memory-${pid}.jsonl`);
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

/** Waits until every worker has told its memory that often. */
async function sampled(times) {
  for (let tries = 0; tries < 200; tries++) {
    const told = await Promise.all(workers.map(memoryOf));
    if (told.every(({ length }) => length >= times)) return;
    await sleep(50);
  }
  throw new Error('A worker does not tell its memory: has it been replaced?');
}

/** Least squares over samples `step` apart: the slope and half of its 95 % interval. */
function lineThrough(values, step) {
  const n = values.length;
  const xs = values.map((_, at) => at * step);
  const [mx, my] = [xs, values].map((each) => each.reduce((sum, value) => sum + value, 0) / n);
  const sxx = xs.reduce((sum, x) => sum + (x - mx) ** 2, 0);
  const slope = xs.reduce((sum, x, at) => sum + (x - mx) * (values[at] - my), 0) / sxx;
  const residual = xs.reduce((sum, x, at) => sum + (values[at] - my - slope * (x - mx)) ** 2, 0);
  return { slope, half: 2.05 * Math.sqrt(residual / (n - 2) / sxx) };
}

/** Good rows, each a little different; of `everything`, 8 in 100 are wrong in one of four ways. */
function luaScript() {
  const good = JSON.stringify(exampleRow).replace('"tenure_months":46', '"tenure_months":%d');
  return `
local good = '${good}'
local at = 0
local json = { ["content-type"] = "application/json" }
function request()
  at = at + 1
  local kind = ${everything ? 'at % 100' : '50'}
  if kind < 2 then return wrk.format("POST", "/predict", json, '{"tenure_month": 3}') end
  if kind < 4 then return wrk.format("POST", "/predict", json, '{"tenure') end
  if kind < 6 then return wrk.format("GET", "/nowhere", json) end
  if kind < 8 then return wrk.format("POST", "/feedback", json, '{"request": 3}') end
  return wrk.format("POST", "/predict", json, string.format(good, at % 60))
end
`;
}
