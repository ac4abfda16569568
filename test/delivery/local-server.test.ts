import { execFile } from 'node:child_process';
import { access, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { processAlive } from '../../src/artifacts/process-alive.js';
import {
  deployLocal,
  registryOf,
  rollbackLocal,
  stopLocal,
} from '../../src/delivery/rollout/local.js';
import { statusLocal } from '../../src/delivery/rollout/local-state.js';
import { fixtureScript } from './fixtures/bundle.js';
import { makeCertificate } from './fixtures/certificates.js';
import type { DeployFixtureArgs } from './fixtures/deploy.js';
import { localTargets, servedVersion } from './fixtures/local-target.js';
import { newFolder, toyPackage } from './fixtures/toy-model.js';

const newTarget = localTargets();
const why = 'test';

describe('a rollback', () => {
  test('needs something to go back to', async () => {
    const target = await newTarget();
    await expect(rollbackLocal({ ...target, why })).rejects.toThrow('nothing was deployed');
    await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    await expect(rollbackLocal({ ...target, why })).rejects.toThrow('only `v1` was deployed');
  });

  test('to a damaged version is refused before anything moves', async () => {
    const target = await newTarget();
    const { version } = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    const second = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.2) });
    await writeFile(join(version.folder, 'weights.bin'), 'damaged');
    await expect(rollbackLocal({ ...target, why })).rejects.toMatchObject({
      code: 'package/invalid',
    });
    expect(await servedVersion(target.stateDir)).toBe(second.version.version);
  });
});

describe('the local server', () => {
  test('that wants certificates of clients is seen to become ready, and swaps', async () => {
    const folder = await newFolder();
    for (const name of ['server', 'client']) makeCertificate(folder, name);
    const target = await newTarget(undefined, folder);
    const first = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    expect(first.url).toMatch(/^https:/);
    await expect(fetch(`${first.url}/readyz`)).rejects.toThrow();
    const status = await statusLocal(target.stateDir);
    const serving = first.version.version;
    expect(status).toMatchObject({ state: 'running', url: first.url, ready: true, serving });
    const probe = 'server' in status ? status.server.probe : undefined;
    expect((await fetch(`${probe}/predict`, { method: 'POST', body: '{}' })).status).toBe(404);
    const second = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.2) });
    expect(second).toMatchObject({ pid: first.pid, url: first.url, started: false });
    expect(await statusLocal(target.stateDir)).toMatchObject({ serving: second.version.version });
    expect(await stopLocal(target.stateDir)).toBe(true);
  });

  test('is stopped once', async () => {
    const target = await newTarget();
    const { pid } = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    expect(await stopLocal(target.stateDir)).toBe(true);
    await expect.poll(() => processAlive(pid)).toBe(false);
    expect(await stopLocal(target.stateDir)).toBe(false);
    await expect(access(join(target.stateDir, 'deployments/local.json'))).rejects.toThrow();
  });

  test('is never mistaken for another process that has its id', async () => {
    const target = await newTarget();
    const { pid } = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    const file = join(target.stateDir, 'deployments/local.json');
    const remembered = await readFile(file, 'utf8');
    await writeFile(file, remembered.replace(/"instance": "[^"]*"/, '"instance": "older"'));
    expect(await statusLocal(target.stateDir)).toMatchObject({ state: 'silent' });
    expect(await stopLocal(target.stateDir)).toBe(false);
    expect(processAlive(pid)).toBe(true);
    await writeFile(file, remembered);
  });

  test('keeps the old model when the new one cannot be loaded, and tries again', async () => {
    const target = await newTarget();
    const first = await deployLocal({ ...target, why, packageDir: await toyPackage(-0.1) });
    const registry = registryOf(target.stateDir);
    const next = await registry.addVersion(await toyPackage(-0.2), target.now());
    const weights = join(next.folder, 'weights.bin');
    const sound = await readFile(weights);
    await writeFile(weights, 'damaged');
    await registry.setAlias('production', next.name, { by: 'bo', why, at: target.now() });
    await sleep(600);
    expect(await servedVersion(target.stateDir)).toBe(first.version.version);
    await writeFile(weights, sound);
    await expect
      .poll(() => servedVersion(target.stateDir), { timeout: 6000, interval: 100 })
      .toBe(next.version);
  });

  test('of a deploy that was killed does not outlive it', async () => {
    const target = await newTarget();
    const { pid: owner } = await target.spawnServer({
      ...{ serve: { alias: 'none' }, host: '127.0.0.1', port: 0, instance: 'owner' },
      ...{ announce: join(target.stateDir, 'a.json'), logFile: join(target.stateDir, 'a.log') },
    });
    const orphan = await target.spawnServer({
      ...{ serve: { alias: 'none' }, host: '127.0.0.1', port: 0, instance: 'orphan', owner },
      ...{ announce: join(target.stateDir, 'b.json'), logFile: join(target.stateDir, 'b.log') },
    });
    process.kill(owner, 'SIGKILL');
    await expect.poll(() => processAlive(orphan.pid), { timeout: 4000 }).toBe(false);
  });
});

describe('two processes that deploy at once', () => {
  const script = fixtureScript('deploy.ts');
  const server = fixtureScript('serve.ts');

  test('follow each other and share one server', async () => {
    const { stateDir } = await newTarget();
    const deploy = async (packageDir: string) => {
      const args: DeployFixtureArgs = { stateDir, packageDir, server: server() };
      const ran = await promisify(execFile)(execPath, [script(), JSON.stringify(args)]);
      return JSON.parse(ran.stdout) as { pid: number; version: string };
    };
    const packages = [await toyPackage(-0.1), await toyPackage(-0.2)];
    const deployed = await Promise.all(packages.map(deploy));

    expect(deployed.map(({ version }) => version).toSorted()).toEqual(['v1', 'v2']);
    expect(deployed[0]?.pid).toBe(deployed[1]?.pid);
    expect(await registryOf(stateDir).aliases()).toEqual({ production: 'v2' });
    const [, second] = await registryOf(stateDir).versions();
    expect(await servedVersion(stateDir)).toBe(second?.version);
  });
});
