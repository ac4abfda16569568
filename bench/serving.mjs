// Single rows through HTTP: `mlx serve` beside FastAPI + LightGBM/scikit-learn + uvicorn, two workers each, on this machine, in
// turns, under the same load (wrk, connections that stay open). A fifth of the table is kept from both, and each server is asked
// about it, so that their accuracy stands beside their speed. Needs wrk, and a Python with fastapi, uvicorn[standard], lightgbm,
// scikit-learn and pandas.
//   node bench/serving.mjs PYTHON [ROUNDS] [SECONDS]
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { churnProject, exampleRow } from './serving-project.mjs';

const [python = 'python3', rounds = '6', seconds = '3'] = process.argv.slice(2);
const connections = 16;
const here = import.meta.dirname;
const mlx = resolve(here, '..', 'bin', 'mlx.js');
const folder = await mkdtemp(join(tmpdir(), 'mlx-serving-'));
const kept = [];
const project = await churnProject(folder, {
  ...{ trees: 100, train: 96 },
  leave: (lines) =>
    lines.filter((line, at) => {
      if (at % 5 === 0) kept.push(line);
      return at % 5 !== 0;
    }),
});
const table = join(project, 'data', 'churn.csv');
const [header = ''] = (await readFile(table, 'utf8')).split('\n', 1);
const model = join(folder, 'model.joblib');
execFileSync(python, [join(here, 'serving-reference.py'), 'fit', table, model]);
const body = join(folder, 'body.lua');
await writeFile(
  body,
  `wrk.method = "POST"\nwrk.body = '${JSON.stringify(exampleRow)}'\nwrk.headers["content-type"] = "application/json"\n`,
);

const uvicorn = ['-m', 'uvicorn', 'serving-reference:app', '--workers', '2', '--no-access-log'];
const quiet = [...uvicorn, '--log-level', 'warning', '--port'];
const own = [mlx, 'serve', '--workers', '2', '-q', '--port'];
const servers = [
  ['mlx serve', process.execPath, own, project, {}],
  ['FastAPI, pipeline with pandas', python, quiet, here, { MODEL: model }],
  ['FastAPI, booster alone by hand', python, quiet, here, { MODEL: model, LEAN: '1' }],
].map(([name, command, args, cwd, env], at) => {
  const port = 8350 + at;
  const child = spawn(command, [...args, String(port)], {
    ...{ cwd, stdio: ['ignore', 'ignore', 'inherit'] },
    env: { ...process.env, OMP_NUM_THREADS: '1', ...env },
  });
  return { name, child, url: `http://127.0.0.1:${port}/predict`, rounds: [] };
});
try {
  for (const server of servers) {
    await answering(server.url);
    server.auc = await accuracyOf(server.url);
    underLoad(server, 2);
  }
  for (let round = 0; round < Number(rounds); round++) {
    for (const server of servers) server.rounds.push(underLoad(server, Number(seconds)));
  }
} finally {
  for (const { child } of servers) child.kill('SIGTERM');
  await Promise.all(servers.map(({ child }) => new Promise((done) => child.once('exit', done))));
  await rm(folder, { recursive: true });
}

const [first] = servers;
console.log(
  `load ${loadavg()[0].toFixed(1)}; ${connections} connections; ${rounds} rounds of ${seconds} s in turns; the round with the most requests, and the median of CPU time`,
);
console.log(
  '| server | ROC AUC | requests/s | p50 ms | p99 ms | failed | mlx is | CPU µs a request | mlx is |\n|---|---:|---:|---:|---:|---:|---:|---:|---:|',
);
for (const server of servers) {
  const { perSecond, p50, p99 } = best(server);
  const failed = server.rounds.reduce((sum, round) => sum + round.failed, 0);
  const cells = [server.auc.toFixed(3), perSecond.toFixed(0), p50.toFixed(2), p99.toFixed(2)]
    .concat([failed, `${(best(first).perSecond / perSecond).toFixed(1)} ×`])
    .concat([cpu(server).toFixed(0), `${(cpu(server) / cpu(first)).toFixed(1)} ×`]);
  console.log(`| ${server.name} | ${cells.join(' | ')} |`);
}

function best({ rounds: all }) {
  return all.toSorted((a, b) => b.perSecond - a.perSecond)[0];
}

/** Median over the rounds, in microseconds. */
function cpu({ rounds: all }) {
  return all.map(({ cpuMicros }) => cpuMicros).toSorted((a, b) => a - b)[all.length >> 1];
}

function underLoad({ url, child }, duration) {
  const before = cpuSeconds(child.pid);
  const args = ['-t1', `-c${connections}`, `-d${duration}s`, '--latency', '-s', body, url];
  const said = execFileSync('wrk', args, { encoding: 'utf8' });
  const spent = cpuSeconds(child.pid) - before;
  const number = (pattern) => Number(pattern.exec(said)?.[1] ?? 0);
  const lost = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(said);
  const failures = (lost?.slice(1) ?? []).map(Number);
  return {
    perSecond: number(/Requests\/sec:\s+(\S+)/),
    p50: milliseconds(/^ +50%\s+(\S+)/m.exec(said)?.[1]),
    p99: milliseconds(/^ +99%\s+(\S+)/m.exec(said)?.[1]),
    failed: failures.reduce((sum, each) => sum + each, number(/Non-2xx or 3xx responses: (\d+)/)),
    cpuMicros: (spent / number(/(\d+) requests in/)) * 1e6,
  };
}

function milliseconds(text = '') {
  const value = Number.parseFloat(text);
  if (text.endsWith('us')) return value / 1000;
  return text.endsWith('ms') ? value : value * 1000;
}

async function answering(url) {
  for (let tries = 0; tries < 300; tries++) {
    const response = await ask(url, exampleRow).catch(() => undefined);
    if (response?.ok) return;
    if (response?.status === 422) throw new Error(await response.text());
    await sleep(200);
  }
  throw new Error(`${url} does not answer`);
}

/** Asks once more when a connection that stood idle has been closed in between. */
async function ask(url, row) {
  const headers = { 'content-type': 'application/json' };
  const send = () => fetch(url, { method: 'POST', headers, body: JSON.stringify(row) });
  return send().catch(send);
}

/** Area under the ROC curve of a server's answers about the rows that were kept back: the share of pairs in the right order. */
async function accuracyOf(url) {
  const names = header.split(',');
  const scored = [];
  for (const line of kept) {
    const cells = Object.fromEntries(line.split(',').map((cell, at) => [names[at], cell]));
    const row = Object.fromEntries(
      Object.entries(exampleRow).map(([name, example]) => [name, valueOf(cells[name], example)]),
    );
    const said = await (await ask(url, row)).json();
    const { probabilities } = said.predictions?.[0] ?? said;
    scored.push({ score: probabilities.yes, leaves: cells.churned === 'yes' });
  }
  const ranked = scored.toSorted((a, b) => a.score - b.score);
  const leaving = ranked.filter(({ leaves }) => leaves).length;
  let [below, right] = [0, 0];
  for (const { leaves } of ranked) {
    if (leaves) right += below;
    else below += 1;
  }
  return right / (leaving * (ranked.length - leaving));
}

function valueOf(cell, example) {
  if (cell === undefined || cell === '') return null;
  if (typeof example === 'boolean') return ['true', 'yes', '1'].includes(cell.toLowerCase());
  return typeof example === 'number' ? Number(cell) : cell;
}

/** CPU time of a process and those it started: what a request costs, however busy the machine is with other things. */
function cpuSeconds(root) {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
        const ticks = Number(fields[11]) + Number(fields[12]);
        return [{ pid: Number(pid), parent: Number(fields[1]), ticks }];
      } catch {
        return [];
      }
    });
  const family = new Set([root]);
  for (let size = 0; size !== family.size; ) {
    size = family.size;
    for (const { pid, parent } of stats) if (family.has(parent)) family.add(pid);
  }
  return (
    stats.filter(({ pid }) => family.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) / 100
  );
}
