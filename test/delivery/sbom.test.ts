import { appendFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { openPackage } from '../../src/delivery/package-folder.js';
import { toyPackage, toyParts } from './fixtures/toy-model.js';

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly scope?: string;
  readonly purl?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly JsonObject[];
}

interface Bill {
  readonly serialNumber: string;
  readonly metadata: { readonly component: JsonObject };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: string[] }[];
}

describe('the bill of materials of a package', () => {
  const textOf = (folder: string) => readFile(join(folder, 'sbom.cdx.json'), 'utf8');
  const billOf = async (folder: string) => JSON.parse(await textOf(folder)) as Bill;
  const about = {
    ...{ purpose: 'who leaves', use: ['offers'], not_for: ['prices'] },
    ...{ limits: ['adults'], owners: ['ana'] },
  };

  test('is CycloneDX 1.6 by its own schema', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    const { facts } = toyParts(-0.05);
    const folders = [
      await toyPackage(-0.05),
      await toyPackage(-0.05, { shaping: {}, facts: { ...facts, about } }),
    ];
    for (const folder of folders) expect(await validator.validate(await textOf(folder))).toBeNull();
    const broken = { ...(await billOf(folders[0] ?? '')), components: [{ type: 'model' }] };
    expect(await validator.validate(JSON.stringify(broken))).not.toBeNull();
  });

  test('describes the model: task, figures, data by digest', async () => {
    const { metadata, components } = await billOf(await toyPackage(-0.05));
    expect(metadata.component).toMatchObject({
      ...{ type: 'machine-learning-model', name: 'churn' },
      modelCard: {
        modelParameters: {
          ...{ task: 'binary', architectureFamily: 'toy', approach: { type: 'supervised' } },
          datasets: [{ ref: 'source:customers' }, { ref: 'stage:ingest' }],
        },
        quantitativeAnalysis: {
          performanceMetrics: [
            {
              ...{ type: 'roc_auc', value: '0.8412', slice: 'test split' },
              confidenceInterval: { lowerBound: '0.8203', upperBound: '0.8608' },
            },
            { type: 'accuracy', value: '0.79' },
          ],
        },
      },
    });
    expect(components.find(({ name }) => name === 'customers')).toMatchObject({
      data: [{ contents: { properties: [{ name: 'mlx:digest', value: 'b'.repeat(64) }] } }],
    });
  });

  test('has the same bytes for the same package, and another serial number for another', async () => {
    const [one, same, other] = await Promise.all([-0.05, -0.05, -0.06].map((w) => toyPackage(w)));
    expect(await textOf(one ?? '')).toBe(await textOf(same ?? ''));
    const serials = await Promise.all([one, other].map(async (it) => billOf(it ?? '')));
    expect(serials[0]?.serialNumber).not.toBe(serials[1]?.serialNumber);
  });

  test('names what predicts with versions, licences and the hashes that npm has', async () => {
    const plain = await billOf(await toyPackage(-0.05));
    const installed = await readFile('node_modules/fastify/package.json', 'utf8');
    const { version } = JSON.parse(installed) as { version: string };
    const fastify = plain.components.find(({ name }) => name === 'fastify');
    expect(fastify).toMatchObject({
      ...{ version, scope: 'required', purl: `pkg:npm/fastify@${version}` },
      licenses: [{ license: { id: 'MIT' } }],
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[0-9a-f]{128}$/) as string }],
    });
    const scopeOf = ({ components }: Bill, wanted: string) =>
      components.find(({ name, group }) => (group ? `${group}/${name}` : name) === wanted)?.scope;
    expect(scopeOf(plain, '@duckdb/node-api')).toBe('optional');
    const shaped = await billOf(await toyPackage(-0.05, { shaping: {} }));
    expect(scopeOf(shaped, '@duckdb/node-api')).toBe('required');
    expect(scopeOf(shaped, '@duckdb/node-bindings-linux-x64')).toBe('required');
    expect(scopeOf(plain, '@tensorflow/tfjs-core')).toBeUndefined();
    const refs = new Set(plain.dependencies.map(({ ref }) => ref));
    for (const { dependsOn = [] } of plain.dependencies)
      for (const ref of dependsOn) expect(refs).toContain(ref);
  });

  test('is one of the files that the manifest vouches for', async () => {
    const folder = await toyPackage(-0.05);
    expect((await openPackage(folder)).paths).toContain('sbom.cdx.json');
    await appendFile(join(folder, 'sbom.cdx.json'), ' ');
    await expect(openPackage(folder)).rejects.toThrow('`sbom.cdx.json`');
  });
});
