import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Team } from '../../../../src/learning/compute/team.js';
import { startWorker } from '../../../../src/learning/compute/worker-thread.js';
import { countingTasks } from './counting.js';

const shared = (words: number) => new Int32Array(new SharedArrayBuffer(4 * words));

test('every task of every command is done once, by whoever is free', async () => {
  const counted = { control: shared(16), done: shared(40), by: shared(2) };
  const source = '../../test/learning/models/trees/counting-worker.ts';
  const helpers = [1, 2].map(() => startWorker({ name: 'counting-worker', source }, counted));
  const team = new Team(counted.control, countingTasks(counted, 0), helpers.length);
  try {
    let commands = 0;
    // Until the helpers have come and done a good share, whenever that is.
    for (; commands < 1000 || (counted.by[1] as number) < 1000; commands++) {
      team.run(0, 40);
      if (commands % 50 === 0) await new Promise((resolve) => setTimeout(resolve, 5));
      if (!counted.done.every((times) => times === commands + 1)) break;
    }
    expect([...counted.done]).toEqual(Array<number>(40).fill(commands));
  } finally {
    team.stop();
    await Promise.all(helpers.map((helper) => helper.terminate()));
  }
});

/** Trains on 1, 2 and 3 threads and with the plain kernel, and prints a digest of each model. */
const script = `
import { createHash } from 'node:crypto';
import { gradientBoosting } from './gradient-boosting.js';
const rows = 20000;
const values = Float32Array.from({ length: rows * 8 }, (_, at) => Math.sin(at * at) + (at % 8));
const y = Float64Array.from({ length: rows }, (_, row) => (values[row * 8] + Math.cos(5 * values[row * 8 + 1]) > 0.3 ? 1 : 0));
const x = { rows, columns: [...'abcdefgh'], values };
const defaults = Object.fromEntries(Object.entries(gradientBoosting.params).map(([name, param]) => [name, param.default]));
for (const threads of [1, 2, 3]) {
  const { model } = await gradientBoosting.fit(
    { task: { kind: 'binary', target: 'y', classes: ['no', 'yes'] }, train: { x, y } },
    { ...defaults, trees: 60, threads },
    { seed: 1, label: 'a', signal: new AbortController().signal, emit: (event) => event.type !== 'epoch' && console.error(event) },
  );
  const hash = createHash('sha256');
  for (const { values } of Object.values(model.weights)) hash.update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
  console.log(hash.digest('hex'));
}`;

test('threads start from the bundle too, and make no difference to the model', async () => {
  const { bundleTrees } = (await import(
    new URL('../../../../bench/trees-bundle.mjs', import.meta.url).href
  )) as { bundleTrees: (folder: string) => Promise<void> };
  const folder = mkdtempSync(join(tmpdir(), 'trees-bundle-'));
  try {
    await bundleTrees(folder);
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    writeFileSync(join(folder, 'run.js'), script);
    const said = execFileSync(process.execPath, ['run.js'], { cwd: folder, encoding: 'utf8' });
    const digests = said.trim().split('\n');
    expect(digests).toHaveLength(3);
    expect(new Set(digests).size).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
