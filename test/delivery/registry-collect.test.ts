import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { openPackage } from '../../src/delivery/package-folder.js';
import {
  collectVersion,
  type Keeping,
  planCollection,
} from '../../src/delivery/registry/collect.js';
import type { ModelRegistry } from '../../src/delivery/registry/model-registry.js';
import { at, move, registryWith } from './fixtures/registry-with.js';
import { toyPackage, toyParts } from './fixtures/toy-model.js';

describe('collecting', () => {
  const none = { newest: 0, neededElsewhere: () => [] };
  const why = async (registry: ModelRegistry, keeping: Keeping = none) =>
    Object.fromEntries(
      (await planCollection(registry, keeping)).map(({ version, needed }) => [
        version.name,
        needed,
      ]),
    );

  test('keeps what an alias, a history, a tag, a note, a run or the count of the newest needs', async () => {
    const registry = await registryWith(8);
    for (const to of ['v1', 'v2', 'v3']) await registry.setAlias('production', to, move);
    await registry.labels.change('v4', { at, by: 'ana', add: ['good'] });
    await registry.labels.change('v5', { at, by: 'ana', note: 'for the audit' });
    const { fingerprint } = await registry.version('v6');
    const neededElsewhere = (other: string) => (other === fingerprint ? ['run r1 is marked'] : []);

    expect(await why(registry, { newest: 1, neededElsewhere })).toEqual({
      ...{ v1: ['history of production'], v2: ['history of production'] },
      ...{ v3: ['alias production'], v4: ['tag +good'], v5: ['it has a note'] },
      ...{ v6: ['run r1 is marked'], v7: [], v8: ['one of the newest 1'] },
    });
  });

  test('keeps the version that another went on from', async () => {
    const registry = await registryWith(1);
    const { fingerprint } = await registry.version('v1');
    const { facts } = toyParts(-1);
    const parent = { from: 'production', fingerprint };
    const lineage = { ...facts.lineage, parent };
    await registry.addVersion(await toyPackage(-1, { facts: { ...facts, lineage } }), at);
    expect(await why(registry)).toEqual({ v1: ['v2 went on from it'], v2: [] });
  });

  test('takes the package and leaves name, figures and past', async () => {
    const registry = await registryWith(2);
    const v2 = await registry.version('v2');
    expect(await collectVersion(registry, v2, { at, by: 'ana' })).toBe(true);

    expect(await readdir(join(registry.store.place, 'versions', 'v2'))).toEqual([
      ...['collected.json', 'version.json'],
    ]);
    expect((await registry.versions()).at(-1)).toMatchObject({
      ...{ name: 'v2', metrics: v2.metrics, collected: { at, by: 'ana' } },
    });
    // One after the other: a promise that fails while another is waited for counts as unhandled.
    for (const use of [
      () => registry.version('v2'),
      () => registry.setAlias('production', 'v2', move),
    ]) {
      await expect(use()).rejects.toMatchObject({ code: 'registry/collected' });
    }
    expect((await registry.addVersion(await toyPackage(-0.02), at)).name).toBe('v3');
  });

  test('gives way to an alias that came to need the version meanwhile', async () => {
    const registry = await registryWith(1);
    const v1 = await registry.version('v1');
    await registry.setAlias('production', 'v1', move);
    expect(await collectVersion(registry, v1, { at, by: 'ana' })).toBe(false);
    expect((await openPackage((await registry.version('v1')).folder)).facts.name).toBe('churn');
  });
});
