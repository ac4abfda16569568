// Single rows through HTTP: `mlx serve` beside FastAPI + LightGBM/scikit-learn + uvicorn, two workers each, on this machine, in
// turns, under the same load (autocannon). Needs a Python with fastapi, uvicorn[standard], lightgbm, scikit-learn and pandas.
//   node bench/serving.mjs PYTHON [SECONDS]
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import autocannon from 'autocannon';

const [python = 'python3', seconds = '6'] = process.argv.slice(2);
const connections = 16;
const here = import.meta.dirname;
const mlx = resolve(here, '..', 'bin', 'mlx.js');
const folder = await mkdtemp(join(tmpdir(), 'mlx-serving-'));
const run = (args, cwd) => execFileSync(process.execPath, [mlx, ...args], { cwd, stdio: 'pipe' });

run(['init', 'churn', '--template', 'churn', '-q'], folder);
const project = join(folder, 'churn');
const written = await readFile(join(project, 'mlx.yaml'), 'utf8');
const boosted =
  'train:\n  candidates:\n    boosted: { model: gradient-boosting, trees: 100 }\n  select: roc_auc\n';
const yaml = written
  .replace(/^train:\n(?:[ \t].*\n|\n|#.*\n)+/m, `${boosted}\n`)
  .replace(/^tune:\n(?:[ \t].*\n|\n|#.*\n)+/m, '');
await writeFile(join(project, 'mlx.yaml'), yaml);
run(['package', '-q'], project);
const model = join(folder, 'model.joblib');
execFileSync(python, [
  join(here, 'serving-reference.py'),
  'fit',
  join(project, 'data', 'churn.csv'),
  model,
]);

const row = {
  ...{
    region: 'city',
    plan: 'basic',
    contract: 'yearly',
    payment_method: 'invoice',
    paperless: true,
  },
  ...{ senior: true, tenure_months: 46, monthly_charge: 30.5, data_gb: 4.2, support_calls: 1 },
  ...{ late_payments: 1, satisfaction: 1 },
};
const uvicorn = [
  '-m',
  'uvicorn',
  'serving-reference:app',
  '--workers',
  '2',
  '--no-access-log',
  '--log-level',
  'warning',
];
const servers = [
  [
    'mlx serve, 2 workers',
    process.execPath,
    [mlx, 'serve', '--workers', '2', '-q', '--port'],
    project,
    {},
  ],
  ['FastAPI, pipeline with pandas', python, [...uvicorn, '--port'], here, { MODEL: model }],
  [
    'FastAPI, booster alone by hand',
    python,
    [...uvicorn, '--port'],
    here,
    { MODEL: model, LEAN: '1' },
  ],
];

const results = new Map(servers.map(([name]) => [name, []]));
for (let round = 0; round < 2; round++) {
  for (const [at, [name, command, args, cwd, env]] of servers.entries()) {
    const port = 8350 + at;
    const child = spawn(command, [...args, String(port)], {
      ...{
        cwd,
        stdio: ['ignore', 'ignore', 'inherit'],
        env: { ...process.env, OMP_NUM_THREADS: '1', ...env },
      },
    });
    const url = `http://127.0.0.1:${port}/predict`;
    const options = {
      url,
      connections,
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(row),
    };
    await answering(options);
    await autocannon({ ...options, duration: 2 });
    const before = cpuSeconds(child.pid);
    const { requests, latency, errors, non2xx } = await autocannon({
      ...options,
      duration: Number(seconds),
    });
    results
      .get(name)
      .push({ rps: requests.average, p50: latency.p50, p99: latency.p99, failed: errors + non2xx });
    results.get(name).at(-1).perCpu = requests.total / (cpuSeconds(child.pid) - before);
    child.kill('SIGTERM');
    await new Promise((done) => child.once('exit', done));
  }
}
await rm(folder, { recursive: true });

const best = (name) => results.get(name).toSorted((a, b) => b.rps - a.rps)[0];
const own = best(servers[0][0]);
console.log(
  `load ${loadavg()[0].toFixed(1)}; ${connections} connections; the better of two rounds of ${seconds} s`,
);
console.log(
  '| server | requests/s | p50 ms | p99 ms | failed | mlx is | requests per CPU second |\n|---|---:|---:|---:|---:|---:|---:|',
);
for (const [name] of servers) {
  const { rps, p50, p99, failed, perCpu } = best(name);
  console.log(
    `| ${name} | ${rps.toFixed(0)} | ${p50} | ${p99} | ${failed} | ${(own.rps / rps).toFixed(1)} × | ${perCpu.toFixed(0)} |`,
  );
}

async function answering({ url, method, headers, body }) {
  for (let tries = 0; tries < 300; tries++) {
    const response = await fetch(url, { method, headers, body }).catch(() => undefined);
    if (response?.ok) return;
    if (response?.status === 422) throw new Error(await response.text());
    await sleep(200);
  }
  throw new Error(`${url} does not answer`);
}

/** CPU time of a process and those it started: what a request costs, however busy the machine is with other things. */
function cpuSeconds(root) {
  const stats = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
        return [
          {
            pid: Number(pid),
            parent: Number(fields[1]),
            ticks: Number(fields[11]) + Number(fields[12]),
          },
        ];
      } catch {
        return [];
      }
    });
  const own = new Set([root]);
  for (let size = 0; size !== own.size; ) {
    size = own.size;
    for (const { pid, parent } of stats) if (own.has(parent)) own.add(pid);
  }
  return stats.filter(({ pid }) => own.has(pid)).reduce((sum, { ticks }) => sum + ticks, 0) / 100;
}
