// How long a server takes to answer for one row as the sources hold it, and for one that needs no change. See docs/benchmarks.md.
//
//   node bench/raw-rows.mjs [--requests N] [--no-write]
import { spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { markdownTable, measuredOn, writeResults, writeSection } from './benchmarks-page.mjs';
import { mlxCommand, runMlx } from './mlx-runs.mjs';
import { temporaryFolder } from './temporary-folder.mjs';

const { values: options } = parseArgs({
  options: {
    requests: { type: 'string', default: '2000' },
    'no-write': { type: 'boolean', default: false },
  },
});
const requests = Number(options.requests);

const rows = Array.from({ length: 2000 }, (_, row) => ({
  pounds: 100 + ((row * 37) % 83) + (row % 7) / 7,
  fahrenheit: 20 + ((row * 17) % 80),
  kind: ['m', 'f', 'x'][row % 3],
  plan: ['s', 'm', 'l'][(row >> 2) % 3],
  opened: new Date(Date.UTC(2025, 0, 1 + (row % 360), row % 24)).toISOString(),
  qty: (row * 31) % 19,
  price: (row * 13) % 97,
  paid: Number((((row * 37) % 83) * 3 + ((row * 31) % 19) * 5).toFixed(2)),
}));

const changed = {
  kg: { from: 'pounds', unit: { from: 'lb', to: 'kg' } },
  celsius: { from: 'fahrenheit', unit: { from: 'F', to: 'C' } },
  kind: { map: { m: 'male', f: 'female', x: null } },
  plan: { map: { s: 1, m: 2, l: 3 }, unmapped: 'missing' },
  amount: { expression: 'qty * price' },
  weekday: { expression: 'dayofweek(opened)' },
  share: { expression: 'amount / nullif(kg, 0)' },
};

const measured = measuredOn();
const runs = [];
for (const [name, columns] of [
  ['rows as the model reads them', {}],
  ['rows that two units, two maps and three expressions change', changed],
]) {
  const folder = temporaryFolder('raw-rows');
  const names = Object.keys(rows[0]);
  const lines = rows.map((row) => names.map((each) => row[each]).join(','));
  await writeFile(join(folder, 'rows.csv'), `${[names.join(','), ...lines].join('\n')}\n`);
  const project = {
    ...{ version: 1, name: 'raw', task: { type: 'regression', target: 'paid' } },
    ingest: { path: 'rows.csv', columns },
    train: { candidates: { it: { model: 'gradient-boosting', trees: 100 } } },
  };
  await writeFile(join(folder, 'mlx.yaml'), JSON.stringify(project));
  await runMlx(folder, 'package', '-q');
  await serving(folder, async (url) => {
    for (const [at, together] of [1, 8].entries()) {
      await ask(url, { count: at === 0 ? 300 : 0, together });
      const run = { name, together, ...(await ask(url, { count: requests, together })) };
      console.log(run);
      runs.push(run);
    }
  });
}
if (!options['no-write']) {
  await writeResults('raw-rows', { measured, requests, runs });
  await writeSection('raw-rows', section());
}

async function serving(folder, use) {
  const [node, mlx] = mlxCommand;
  const child = spawn(node, [mlx, 'serve', '--port', '0', '--json'], { cwd: folder });
  let said = '';
  const url = await new Promise((resolve, reject) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const found = /"url": "([^"]+)"/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once('close', (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
  await use(url).finally(() => child.kill());
}

/** Milliseconds a request, so many at a time; each of one row. */
async function ask(url, { count, together }) {
  const took = [];
  let next = 0;
  const start = performance.now();
  const client = async () => {
    while (next < count) {
      const row = rows[next++ % rows.length];
      const from = performance.now();
      const response = await fetch(`${url}/predict`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(row),
      });
      if (response.status !== 200) throw new Error(await response.text());
      await response.json();
      took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: together }, client));
  const seconds = (performance.now() - start) / 1000;
  took.sort((a, b) => a - b);
  const at = (share) => took[Math.min(took.length - 1, Math.floor(share * took.length))];
  return { p50: at(0.5), p99: at(0.99), most: took.at(-1), second: count / seconds };
}

function section() {
  const cells = runs.map(({ name, together, p50, p99, most, second }) => [
    ...[name, `${together}`],
    ...[p50, p99, most].map((value) => value.toFixed(1)),
    Math.round(second).toLocaleString('en'),
  ]);
  const head = [
    'rows',
    'clients',
    'median, ms',
    '99th percentile, ms',
    'longest, ms',
    'answers a second',
  ];
  return `
Measured on ${measured.date} at commit ${measured.commit}: Node ${measured.node.slice(1)}; ${measured.machine}, load ${measured.load} when it started.
${requests.toLocaleString('en')} requests of one row each, from a client on the same machine, which takes part of the time.

${markdownTable(head, cells)}
`;
}
