import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ModelRegistry } from '../../../src/delivery/registry/model-registry.js';
import { watchAlias } from '../../../src/delivery/serving/alias-watcher.js';
import { ModelHolder } from '../../../src/delivery/serving/model-holder.js';
import { keepAsking } from '../../helpers/keep-asking.js';
import { serversForTests } from '../fixtures/running-server.js';
import { loadToy, newFolder, toyPackage } from '../fixtures/toy-model.js';

const serve = serversForTests();
const at = '2025-01-01T00:00:00.000Z';

test('an alias that moves twenty times under load costs no request, and neither does closing', async () => {
  const registry = new ModelRegistry(join(await newFolder(), 'registry'));
  for (const weight of [-0.05, -0.5]) await registry.addVersion(await toyPackage(weight), at);
  await registry.setAlias('production', 'v1', { by: 'ana', why: 'test', at });
  const models = new ModelHolder();
  const server = await serve({ models });
  const end = new AbortController();
  const swapped: string[] = [];
  const watching = watchAlias({
    ...{ registry, alias: 'production', models, load: loadToy, signal: end.signal, pollMs: 20 },
    report: (event) => void swapped.push(event.to),
  });
  await expect.poll(() => swapped.length).toBe(1);
  const load = keepAsking(server.url, '{"tenure":3}', { connections: 8, until: () => false });
  for (let count = 1; count <= 20; count++) {
    const to = count % 2 === 1 ? 'v2' : 'v1';
    await registry.setAlias('production', to, { by: 'ana', why: 'test', at });
    await expect.poll(() => swapped.length, { interval: 10, timeout: 5000 }).toBe(count + 1);
  }
  await server.close();
  const seen = await load;
  end.abort();
  await watching;
  expect(seen).toMatchObject({ lost: 0, statuses: { 200: seen.answered } });
  expect(seen.answered).toBeGreaterThan(200);
  expect(Object.keys(seen.versions)).toHaveLength(2);
}, 60_000);
