// A fit in a process of its own, which tests kill: bundled by `killed-fits.test.ts`.
import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { normal, randomFor } from '../../../src/contracts/seeded-random.js';
import { modelFamilies } from '../../../src/learning/models/index.js';
import { defaultsOf } from './fixtures.js';

const [family = '', checkpoint = '', params = '{}'] = process.argv.slice(2);
const chosen = modelFamilies.get(family);
const random = randomFor(3, 'rows');
const rows = 1500;
const columns = ['a', 'b', 'c', 'd', 'e', 'kind'];
const values = Float32Array.from({ length: rows * columns.length }, (_, at) => {
  if (random() < 0.05) return Number.NaN;
  return at % columns.length === 5 ? Math.floor(random() * 6) : normal(random);
});
const y = Float64Array.from({ length: rows }, (_, row) => {
  const [a = 0, b = 0] = values.subarray(row * columns.length);
  return Number(normal(random) + (a || 0) * (b || 0) > 0);
});
const block = { name: 'kind', kind: 'category', start: 5, width: 1, levels: 6 } as const;
const part = (from: number, to: number) => ({
  x: {
    rows: to - from,
    columns,
    values: values.slice(from * columns.length, to * columns.length),
    blocks: [block],
  },
  y: y.slice(from, to),
});
const fitted = await chosen.fit(
  {
    task: { kind: 'binary', target: 'y', classes: ['no', 'yes'] },
    train: part(0, 1200),
    validation: part(1200, rows),
  },
  { ...defaultsOf(chosen.params), ...(JSON.parse(params) as object) },
  {
    compute: () => Promise.reject(new Error('trees need no backend')),
    ...{ seed: 5, label: 'net', signal: new AbortController().signal },
    emit: ({ type }) => {
      if (type === 'epoch' || type === 'progress') process.stdout.write('step\n');
    },
    checkpoints: {
      everySeconds: 0,
      load: () => readFile(checkpoint).catch(() => undefined),
      save: async (bytes) => {
        await writeFile(`${checkpoint}.new`, bytes);
        await rename(`${checkpoint}.new`, checkpoint);
      },
    },
  },
);
const { config, weights } = fitted.model;
const hash = createHash('sha256').update(JSON.stringify([config, fitted.history, fitted.notes]));
for (const each of Object.values(weights)) hash.update(each.values);
process.stdout.write(`done ${hash.digest('hex')}\n`);
