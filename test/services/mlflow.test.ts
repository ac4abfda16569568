import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PushTarget, pushVersion } from '../../src/delivery/mlflow/push-version.js';
import type { ModelRegistry } from '../../src/delivery/registry/model-registry.js';
import { at, move, registryWith } from '../delivery/fixtures/registry-with.js';
import { type MlflowServer, mlflowMissing, startMlflow } from './mlflow-server.js';
import { freePort, skippedAloud } from './server-process.js';
import { startProxy } from './web-proxy.js';
import { startWeb } from './web-server.js';

const { signal } = new AbortController();

describe.skipIf(skippedAloud('an MLflow server', mlflowMissing))('pushing to MLflow', () => {
  let server: MlflowServer;
  let registry: ModelRegistry;
  let target: PushTarget;

  beforeAll(async () => {
    server = await startMlflow();
    registry = await registryWith(2);
    await registry.setAlias('production', 'v1', move);
    await registry.labels.change('v1', { at, by: 'ana', add: ['good'], note: 'the good one' });
    target = { url: server.url, experiment: 'churn trials', model: 'churn', signal };
  }, 300_000);
  afterAll(() => server[Symbol.asyncDispose]());

  const push = async (name: string, to = target, aliases: readonly string[] = []) =>
    pushVersion(
      {
        ...{ version: await registry.version(name), label: await registry.labels.of(name) },
        ...{ aliases, place: registry.store.place, tags: { 'mlflow.source.git.commit': 'abc' } },
      },
      to,
    );

  test('makes a run with figures, params, tags and every file, and a model version with its aliases', async () => {
    const pushed = await push('v1', target, ['production']);
    expect(pushed).toMatchObject({ modelVersion: '1', isKnown: false });
    const version = await registry.version('v1');
    const { run } = (await server.ask(`runs/get?run_id=${pushed.run}`)) as unknown as {
      run: { info: object; data: Record<string, { key: string; value: unknown }[]> };
    };
    const pairs = (kind: string) =>
      Object.fromEntries((run.data[kind] ?? []).map(({ key, value }) => [key, value]));
    expect(run.info).toMatchObject({ status: 'FINISHED', run_name: `v1 ${version.version}` });
    expect(pairs('metrics')).toEqual({
      ...{ roc_auc: 0.8412, 'roc_auc.low': 0.8203, 'roc_auc.high': 0.8608, accuracy: 0.79 },
    });
    expect(pairs('params')).toMatchObject({
      ...{ family: 'toy', task: 'binary', target: 'churned', 'source.customers': 'b'.repeat(64) },
    });
    expect(pairs('tags')).toMatchObject({
      ...{ 'mlx.fingerprint': version.fingerprint, 'mlx.tag.good': 'true' },
      ...{ 'mlflow.note.content': 'the good one', 'mlflow.source.git.commit': 'abc' },
      'mlx.requirement.1': 'passed: roc_auc at least 0.83',
    });

    const listed = await server.ask(`artifacts/list?run_id=${pushed.run}&path=package`);
    const files = listed['files'] as unknown as { path: string }[];
    expect(files).toHaveLength(pushed.artifacts);
    const weights = await fetch(
      `${server.url}/get-artifact?run_uuid=${pushed.run}&path=package/weights.bin`,
    );
    expect(Buffer.from(await weights.arrayBuffer())).toEqual(
      await readFile(join(version.folder, 'weights.bin')),
    );
    const found = await server.ask('registered-models/alias?name=churn&alias=production');
    expect(found['model_version']).toMatchObject({
      ...{ version: '1', run_id: pushed.run, description: 'the good one' },
    });
  }, 120_000);

  test('does not enter a version twice, and moves its aliases', async () => {
    const first = await push('v2');
    const again = await push('v2', target, ['production']);
    expect(again).toMatchObject({ run: first.run, modelVersion: '2', isKnown: true });
    const found = await server.ask('registered-models/alias?name=churn&alias=production');
    expect(found['model_version']).toMatchObject({ version: '2' });
  }, 120_000);

  test('marks the run of a push that breaks off as failed, and the next one is whole', async () => {
    await using proxy = await startProxy(server.url, ({ method }) =>
      method === 'PUT' ? { status: 507 } : {},
    );
    const other = { ...target, experiment: 'broken', model: 'broken' };
    await expect(push('v1', { ...other, url: proxy.url })).rejects.toMatchObject({
      code: 'mlflow/refused',
    });
    const { experiment } = (await server.ask(
      'experiments/get-by-name?experiment_name=broken',
    )) as unknown as { experiment: { experiment_id: string } };
    const runs = await server.ask('runs/search', { experiment_ids: [experiment.experiment_id] });
    expect(runs['runs']).toMatchObject([{ info: { status: 'FAILED' } }]);
    expect(await push('v1', other)).toMatchObject({ isKnown: false, modelVersion: '1' });
  }, 120_000);

  test('says when nobody is there, and when it is no MLflow server', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await expect(push('v1', { ...target, url })).rejects.toMatchObject({
      code: 'mlflow/unreachable',
    });
    await using web = await startWeb((_request, response) => {
      response.writeHead(404).end('no such page');
    });
    await expect(push('v1', { ...target, url: web.url })).rejects.toMatchObject({
      code: 'mlflow/refused',
    });
    await expect(push('v1', { ...target, url: 'file:///runs' })).rejects.toMatchObject({
      code: 'usage/bad-option',
    });
  });
});
