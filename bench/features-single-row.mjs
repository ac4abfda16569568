/**
 * How long features take for one row: `node bench/features-single-row.mjs`. Prints median and p99 in µs for a table of 12 numbers, 6
 * categories and a timestamp, and for one text of 5,000 terms.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

const folder = await mkdtemp(join(tmpdir(), 'mlx-features-'));
const entry = `
export { fitFeatures } from './src/data/features/fit-features.js';
export { planFeatures } from './src/data/features/plan-features.js';
export { matrixOf } from './src/data/features/transform.js';
export { rowsInMemory } from './test/data/features/in-memory.js';
`;
try {
  await build({
    stdin: { contents: entry, resolveDir: process.cwd(), loader: 'ts' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: join(folder, 'features.mjs'),
    logLevel: 'error',
  });
  const features = await import(join(folder, 'features.mjs'));
  await measure('12 numbers, 6 categories, 1 timestamp', table(2000), features);
  await measure('a text of about 20 words, 5,000 terms', texts(4000), features);
} finally {
  await rm(folder, { recursive: true });
}

async function measure(name, columns, { fitFeatures, planFeatures, matrixOf, rowsInMemory }) {
  const described = Object.entries(columns).map(([column, [type]]) => ({
    ...{ name: column, type, role: 'feature' },
  }));
  const plan = planFeatures(described, {}, { facts: new Map() });
  const { fitted } = await fitFeatures(plan, rowsInMemory(columns));
  const rows = Array.from({ length: 1000 }, (_, row) => ({
    rows: 1,
    columns: new Map(
      Object.entries(columns).map(([column, [, { kind, values }]]) => [
        column,
        { kind, values: values.slice(row, row + 1) },
      ]),
    ),
  }));
  for (let round = 0; round < 5; round++) for (const row of rows) matrixOf(fitted, row);
  const times = Array.from({ length: 20_000 }, (_, at) => {
    const row = rows[at % rows.length];
    const start = process.hrtime.bigint();
    matrixOf(fitted, row);
    return Number(process.hrtime.bigint() - start) / 1000;
  }).sort((a, b) => a - b);
  const at = (share) => times[Math.floor(share * times.length)].toFixed(1);
  const size = (JSON.stringify(fitted, null, 2).length / 1000).toFixed(0);
  console.log(
    `${name}: ${fitted.width} features, median ${at(0.5)} µs, p99 ${at(0.99)} µs, features.json ${size} kB`,
  );
}

function table(rows) {
  const draw = random(1);
  const numbers = (next) => ({ kind: 'number', values: Float64Array.from({ length: rows }, next) });
  const columns = {};
  for (let at = 0; at < 12; at++) columns[`n${at}`] = ['number', numbers(draw)];
  for (let at = 0; at < 6; at++) {
    const values = Array.from({ length: rows }, () => `c${Math.floor(draw() ** 2 * 30)}`);
    columns[`c${at}`] = ['category', { kind: 'string', values }];
  }
  columns.at = ['timestamp', numbers(() => Math.floor(draw() * 1.7e12))];
  return columns;
}

function texts(rows) {
  const draw = random(2);
  const word = () => `word${Math.floor(draw() ** 3 * 4000)}`;
  const text = () => Array.from({ length: 20 }, word).join(' ');
  return { notes: ['text', { kind: 'string', values: Array.from({ length: rows }, text) }] };
}

function random(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}
