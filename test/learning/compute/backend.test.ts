import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openCompute } from '../../../src/learning/compute/backend.js';
import { checkBackends } from '../../../src/learning/compute/probe-backend.js';
import { completeCopies, nativeFolder } from '../../../src/learning/compute/tensorflow-backend.js';

let empty: string;
let broken: string;

beforeAll(async () => {
  empty = await mkdtemp(join(tmpdir(), 'mlx-compute-'));
  broken = await mkdtemp(join(tmpdir(), 'mlx-compute-'));
  const copy = join(nativeFolder(broken), 'node_modules/@tensorflow/tfjs-node');
  await mkdir(join(copy, 'lib/napi-v8'), { recursive: true });
  await writeFile(join(copy, 'lib/napi-v8/tfjs_binding.node'), 'not a library');
  await writeFile(join(copy, 'index.js'), "require('./lib/napi-v8/tfjs_binding.node');");
});
afterAll(async () => {
  for (const folder of [empty, broken]) await rm(folder, { recursive: true });
});

test.each(['wasm', 'cpu'] as const)('%s opens and multiplies', async (backend) => {
  const { tf, version, ...rest } = await openCompute({ backend, cacheDir: empty });
  expect(rest).toEqual({ backend, threads: 1, reason: 'the project asks for it' });
  expect(version).toMatch(/^4\./);
  expect(tf.getBackend()).toBe(backend);
  const product = tf.tidy(() => tf.matMul(tf.ones([3, 4]), tf.ones([4, 2])).arraySync());
  expect(product).toEqual([
    [4, 4],
    [4, 4],
    [4, 4],
  ]);
});

test('backends that are asked for at the same time all open', async () => {
  const asked = (['wasm', 'cpu', 'wasm'] as const).map((backend) =>
    openCompute({ backend, cacheDir: empty }),
  );
  const opened = await Promise.all(asked);
  expect(opened.map(({ backend }) => backend)).toEqual(['wasm', 'cpu', 'wasm']);
});

test('wasm leaves no listener for uncaught errors behind', async () => {
  const before = process.listenerCount('uncaughtException');
  await openCompute({ backend: 'wasm', cacheDir: empty });
  expect(process.listenerCount('uncaughtException')).toBe(before);
});

test('the native backend is told to be quiet and to take one thread', async () => {
  const set = new Map<string, string>();
  const setEnv = (name: string, value: string) => void set.set(name, value);
  await openCompute({ backend: 'auto', cacheDir: empty, setEnv });
  expect(Object.fromEntries(set)).toEqual({
    TF_CPP_MIN_LOG_LEVEL: '3',
    TF_NUM_INTRAOP_THREADS: '1',
    TF_NUM_INTEROP_THREADS: '1',
  });
});

/** Whether mlx's own node_modules hold a native backend with its addon: then nothing falls through. */
function hasNative(): boolean {
  try {
    return completeCopies('/nowhere').length > 0;
  } catch {
    return false;
  }
}

describe.skipIf(hasNative())('without a working native backend', () => {
  test('auto takes wasm and says why', async () => {
    const compute = await openCompute({ backend: 'auto', cacheDir: empty });
    expect(compute.backend).toBe('wasm');
    expect(compute.reason).toMatch(
      /^the fastest that works here; `tensorflow` does not work: @tensorflow\/tfjs-node is/,
    );
  });

  test('auto passes over a copy whose addon does not load', async () => {
    const compute = await openCompute({ backend: 'auto', cacheDir: broken });
    expect(compute.backend).toBe('wasm');
    expect(compute.reason).toContain('tfjs_binding.node');
  });

  test('asking for it names the command that installs it', async () => {
    await expect(openCompute({ backend: 'tensorflow', cacheDir: empty })).rejects.toMatchObject({
      code: 'compute/backend-missing',
      hints: ['Run `mlx doctor --fix` to install it', expect.any(String)],
    });
  });

  test('the check of all backends names what is wrong and how to mend it', async () => {
    expect(await checkBackends({ cacheDir: broken })).toEqual([
      {
        backend: 'tensorflow',
        works: false,
        problem: expect.stringContaining('tfjs_binding.node') as string,
        fix: 'mlx doctor --fix',
      },
      { backend: 'wasm', works: true, version: expect.stringMatching(/^4\./) as string },
      { backend: 'cpu', works: true, version: expect.stringMatching(/^4\./) as string },
    ]);
  });
});
