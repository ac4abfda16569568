import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { processAlive } from '../../src/artifacts/process-alive.js';
import {
  deployLocal,
  registryOf,
  rollbackLocal,
  stopLocal,
} from '../../src/delivery/rollout/local.js';
import { statusLocal } from '../../src/delivery/rollout/local-state.js';
import { localTargets, servedVersion, strangerOnAPort } from './fixtures/local-target.js';
import { toyPackage } from './fixtures/toy-model.js';

const newTarget = localTargets();
const why = 'test';

describe('a local deploy', () => {
  test('starts the server, swaps it for the second, and goes back', async () => {
    const target = await newTarget();
    const first = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    expect(first).toMatchObject({ started: true, previous: null, version: { name: 'v1' } });
    expect(await servedVersion(target.stateDir)).toBe(first.version.version);

    const second = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.2) });
    expect(second).toMatchObject({
      started: false,
      previous: 'v1',
      pid: first.pid,
      url: first.url,
    });
    expect(await servedVersion(target.stateDir)).toBe(second.version.version);

    const back = await rollbackLocal({ ...target, why: 'worse recall' });
    expect(back).toMatchObject({ started: false, previous: 'v2', version: { name: 'v1' } });
    expect(await servedVersion(target.stateDir)).toBe(first.version.version);
    await expect(rollbackLocal({ ...target, why })).rejects.toMatchObject({
      code: 'deploy/no-previous',
    });

    const moves = await registryOf(target.stateDir).history('production');
    expect(moves.map(({ from, to, by }) => [from, to, by])).toEqual([
      [null, 'v1', 'ana'],
      ['v1', 'v2', 'ana'],
      ['v2', 'v1', 'ana'],
    ]);
    expect(target.events).toContainEqual({
      ...{ type: 'fact', name: 'golden predictions repeated', value: 3 },
    });
    const files = await readdir(join(target.stateDir, 'deployments'));
    expect(files.toSorted()).toEqual(['local.json', 'local.log']);
  });

  test('leaves no trial server behind and loses no request while it swaps', async () => {
    const target = await newTarget();
    const { url, pid } = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    let failures = 0;
    const versions = new Set<string | null>();
    const end = new AbortController();
    const client = async (): Promise<void> => {
      while (!end.signal.aborted) {
        const response = await fetch(`${url}/predict`, { method: 'POST', body: '{"tenure":1}' });
        if (!response.ok) failures++;
        versions.add(response.headers.get('x-mlx-version'));
      }
    };
    const clients = Array.from({ length: 4 }, client);
    await deployLocal({ ...target, why, packageDir: await toyPackage(-0.2) });
    end.abort();
    await Promise.all(clients);
    expect([failures, versions.size]).toEqual([0, 2]);
    await expect.poll(() => target.pids.filter(processAlive)).toEqual([pid]);
  });

  test('of what is deployed already changes nothing', async () => {
    const target = await newTarget();
    const packageDir = await toyPackage(-0.1);
    const first = await deployLocal({ ...target, why, packageDir });
    const again = await deployLocal({ ...target, why, packageDir });
    expect(again).toMatchObject({ pid: first.pid, started: false, version: first.version });
    expect(await registryOf(target.stateDir).history('production')).toHaveLength(1);
  });

  test('that answers other than its golden predictions leaves the old version serving', async () => {
    let bad = '';
    const target = await newTarget(({ serve }) =>
      'packageDir' in serve && serve.packageDir === bad ? 'answers off by 1e-3' : undefined,
    );
    const good = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    const packageDir = await toyPackage(-0.2);
    bad = packageDir;
    const failed = deployLocal({ ...target, why, packageDir });

    await expect(failed).rejects.toMatchObject({ code: 'deploy/golden-mismatch' });
    await expect(failed).rejects.toThrow(
      /^Golden row \d gives [\d.]+ for `\w+` where [\d.]+ was expected: a difference of [\d.e-]+, and 0.000001 is allowed$/,
    );
    expect(await servedVersion(target.stateDir)).toBe(good.version.version);
    expect(await registryOf(target.stateDir).aliases()).toEqual({ production: 'v1' });
    await expect.poll(() => target.pids.filter(processAlive)).toEqual([good.pid]);
  });

  test('whose trial server dies shows the end of its log', async () => {
    const target = await newTarget(() => 'crashes');
    const failed = deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    await expect(failed).rejects.toMatchObject({ code: 'deploy/not-healthy' });
    await expect(failed).rejects.toThrow(
      /^The trial server ended \(exit code 1\) before it was ready:\n(.*\n)*.*Error: no such weights/,
    );
    expect(await registryOf(target.stateDir).versions()).toEqual([]);
    expect(await statusLocal(target.stateDir)).toEqual({ state: 'stopped' });
  });

  test('that never becomes ready gives up in time', async () => {
    const target = await newTarget(() => 'never loads');
    const packageDir = await toyPackage(-0.1);
    const failed = deployLocal({ ...target, why, packageDir, timeoutSeconds: 1 });
    await expect(failed).rejects.toThrow(
      'The trial server was not ready after 1 seconds:\n    serv',
    );
    await expect.poll(() => target.pids.filter(processAlive)).toEqual([]);
  });

  test('moves the alias back when the production server cannot be started', async () => {
    let broken = false;
    const target = await newTarget(({ serve }) =>
      'alias' in serve && broken ? 'crashes' : undefined,
    );
    const first = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    await stopLocal(target.stateDir);
    broken = true;
    const failed = deployLocal({ ...target, why, packageDir: await toyPackage(-0.2) });
    await expect(failed).rejects.toThrow('The production server ended (exit code 1)');

    const registry = registryOf(target.stateDir);
    expect(await registry.aliases()).toEqual({ production: first.version.name });
    expect((await registry.history('production')).at(-1)).toMatchObject({
      ...{ from: 'v2', to: 'v1', why: 'v2 could not be served', rollback: true },
    });
  });

  test('starts the server again when it was killed, on the same port', async () => {
    const target = await newTarget();
    const first = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    process.kill(first.pid, 'SIGKILL');
    await expect.poll(() => statusLocal(target.stateDir)).toEqual({ state: 'stopped' });

    const second = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.2) });
    expect(second).toMatchObject({ started: true, url: first.url, previous: 'v1' });
    expect(await servedVersion(target.stateDir)).toBe(second.version.version);
  });

  test('moves the server when the project wants another port', async () => {
    const target = await newTarget();
    const packageDir = await toyPackage(-0.1);
    const first = await deployLocal({ ...target, why, packageDir });
    const { port, leave } = await strangerOnAPort();
    leave();
    const second = await deployLocal({ ...target, why, packageDir, port });
    expect(second).toMatchObject({ started: true, url: `http://127.0.0.1:${port}` });
    await expect.poll(() => processAlive(first.pid)).toBe(false);
  });

  test('takes another port where it may choose and a stranger has the one it had', async () => {
    const target = { ...(await newTarget()), port: 'auto' as const };
    const packageDir = await toyPackage(-0.1);
    const first = await deployLocal({ ...target, why, packageDir });
    expect((await deployLocal({ ...target, why, packageDir })).url).toBe(first.url);
    await stopLocal(target.stateDir);
    const { leave } = await strangerOnAPort(Number(new URL(first.url).port));
    const second = await deployLocal({ ...target, why, packageDir });
    leave();
    expect(second.started).toBe(true);
    expect(second.url).not.toBe(first.url);
  });

  test('stops before anything happens when a stranger has the port', async () => {
    const target = await newTarget();
    const { port, leave } = await strangerOnAPort();
    const failed = deployLocal({ ...target, why, packageDir: await toyPackage(-0.1), port });
    await expect(failed).rejects.toMatchObject({
      code: 'serve/port-busy',
      hints: [
        expect.stringContaining('`deploy.port`'),
        expect.stringContaining('stop the program'),
      ],
    });
    leave();
    expect(target.spawned).toEqual([]);
  });

  test('can be interrupted while it waits, and leaves nothing running', async () => {
    const target = await newTarget(() => 'never loads');
    const end = new AbortController();
    const packageDir = await toyPackage(-0.1);
    const failed = deployLocal({ ...target, why, packageDir, signal: end.signal });
    setTimeout(() => end.abort(new Error('Ctrl-C')), 300);
    await expect(failed).rejects.toThrow();
    await expect.poll(() => target.pids.filter(processAlive)).toEqual([]);
    expect(await registryOf(target.stateDir).versions()).toEqual([]);
  });

  test('refuses to overtake another deploy', async () => {
    const target = await newTarget();
    await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    const registry = registryOf(target.stateDir);
    const { name } = await registry.addVersion(await toyPackage(-0.3), target.now());
    const meddling: typeof target.spawnServer = async (args) => {
      await registry.setAlias('production', name, { by: 'bo', why: 'mine', at: target.now() });
      return target.spawnServer(args);
    };
    const packageDir = await toyPackage(-0.2);
    const failed = deployLocal({ ...target, why, packageDir, spawnServer: meddling });
    await expect(failed).rejects.toMatchObject({ code: 'registry/alias-moved' });
    expect(await registry.aliases()).toEqual({ production: name });
  });
});
