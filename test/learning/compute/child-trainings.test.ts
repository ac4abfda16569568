import { spawn } from 'node:child_process';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { randomFor } from '../../../src/contracts/seeded-random.js';
import { rowBytes } from '../../../src/learning/compute/rows/row-file.js';
import { bundledChild } from '../../helpers/bundled-child.js';
import { hasNative } from './native.js';
import type { ChildTraining } from './training-child.js';

let script: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlx-child-'));
  script = await bundledChild(new URL('training-child.ts', import.meta.url), 'training-child');
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly digest: string;
  readonly road: string;
  readonly megabytes: number;
}

/** Runs a training in a process of its own; undefined when it was killed, which it is after so many epochs. */
async function trainInChild(wish: ChildTraining, killAfter = Infinity): Promise<Ended | undefined> {
  const child = spawn(process.execPath, ['--max-old-space-size=96', script, JSON.stringify(wish)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let ended: Ended | undefined;
  let epochs = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('done ')) ended = JSON.parse(line.slice(5)) as Ended;
    else if (++epochs === killAfter) child.kill('SIGKILL');
  }
  return ended;
}

const backends = [
  ['tensorflow', 'traced', hasNative],
  ['wasm', 'eager', true],
] as const;

describe.each(backends)('on %s', (backend, road, isThere) => {
  test.skipIf(!isThere)(
    'a training that is killed at random epochs ends with the bits of one that was not',
    async () => {
      const wish = { backend, epochs: 14, width: 6 } as const;
      const expected = await trainInChild(wish);
      expect(expected?.road).toBe(road);
      const random = randomFor(11, backend);
      const killed = { ...wish, checkpoint: join(folder, `${backend}.bin`) };
      for (let kill = 0; kill < 3; kill++) {
        expect(await trainInChild(killed, 1 + Math.floor(3 * random()))).toBeUndefined();
      }
      expect((await trainInChild(killed))?.digest).toBe(expected?.digest);
    },
    300_000,
  );

  test.skipIf(!isThere)(
    'a table is learnt from in less memory than it would fill',
    async () => {
      const [few, many] = [join(folder, 'few'), join(folder, 'many')];
      await writeRows(few, 1);
      const megabytes = await writeRows(many, 320);
      const wish = { backend, epochs: 1, width } as const;
      const [little, much] = [
        await trainInChild({ ...wish, file: few }),
        await trainInChild({ ...wish, file: many }),
      ];
      expect((much?.megabytes ?? NaN) - (little?.megabytes ?? NaN)).toBeLessThan(0.6 * megabytes);
    },
    300_000,
  );
});

const width = 2048;

/** Writes blocks of 128 rows, a megabyte each. */
async function writeRows(path: string, blocks: number): Promise<number> {
  const random = randomFor(7, 'block');
  const block = Float32Array.from({ length: 128 * width }, () => random() - 0.5);
  const file = await open(path, 'w');
  for (let at = 0; at < blocks; at++) await file.write(rowBytes(block));
  await file.close();
  return (blocks * block.byteLength) / 2 ** 20;
}
