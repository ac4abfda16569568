import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundledChild } from '../../helpers/bundled-child.js';

let script: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlx-fits-'));
  script = await bundledChild(new URL('family-child.ts', import.meta.url), 'family-child');
});
afterAll(() => rm(folder, { recursive: true }));

interface Fit {
  readonly family: string;
  readonly params: object;
  readonly checkpoint: string;
}

/** Fits in a process of its own, killed after so many steps: how many it did, and the digest of the model if it came to that. */
async function fitInChild({ family, params, checkpoint }: Fit, killAfter = Infinity) {
  const child = spawn(
    process.execPath,
    [script, family, join(folder, checkpoint), JSON.stringify(params)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  let steps = 0;
  let digest: string | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('done ')) digest = line;
    else if (++steps === killAfter) child.kill('SIGKILL');
  }
  return { steps, digest };
}

test.each([
  ['gradient-boosting', { trees: 60, row_share: 0.7, column_share: 0.8 }, 60],
  ['gradient-boosting', { trees: 200, early_stopping: { patience: 5, min_delta: 0 } }, 200],
  ['random-forest', { trees: 600 }, 600],
  ['extra-trees', { trees: 600 }, 600],
])('%s with %j goes on after kill -9, to the same bytes', async (family, params, most) => {
  const name = `${family}-${JSON.stringify(params).length}`;
  const whole = await fitInChild({ family, params, checkpoint: `${name}-whole` });
  expect(whole.digest).toBeDefined();
  const fit = { family, params, checkpoint: `${name}-killed` };
  const killed = await fitInChild(fit, Math.floor(whole.steps / 2));
  expect(killed.digest).toBeUndefined();
  const next = await fitInChild(fit);
  expect(next.digest).toBe(whole.digest);
  expect(next.steps).toBeLessThan(whole.steps);
  expect(whole.steps).toBeLessThanOrEqual(most);
});
