import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { imageBill } from '../../src/delivery/sbom/image-bill.js';

const app = [{ path: 'app/server.mjs', bytes: Buffer.from('serve()') }];
const node = { path: 'usr/bin/node', bytes: Buffer.from('node') };
const facts = { name: 'churn', version: 'abc', family: 'linear', architecture: 'amd64', app };

/** The libraries that the Node here is linked with. */
const libraries = [
  ...execFileSync('ldd', [process.execPath], { encoding: 'utf8' }).matchAll(/=> (\/\S+) \(0x/g),
].map(({ 1: path = '' }) => ({ path: path.slice(1), bytes: readFileSync(path) }));

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const componentsOf = (bill: JsonObject) => bill['components'] as readonly JsonObject[];

test('the bill of an image is CycloneDX 1.6, and the same for the same image', async () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
  const bills = [
    imageBill({ ...facts, system: { libraries, node } }),
    imageBill({ ...facts, base: { name: 'node:20', digest: 'sha256:00' } }),
  ];
  for (const bill of bills) expect(await validator.validate(JSON.stringify(bill))).toBeNull();
  expect(imageBill({ ...facts, system: { libraries, node } })).toEqual(bills[0]);
  expect(bills[0]?.['serialNumber']).not.toBe(bills[1]?.['serialNumber']);
});

test('it names every file, Node with what is built into it, and the packages of system libraries', () => {
  const bill = imageBill({ ...facts, system: { libraries, node } });
  const components = componentsOf(bill);
  const named = (name: string) => components.find((each) => each['name'] === name);
  expect(named('node')).toMatchObject({
    version: process.versions.node,
    cpe: `cpe:2.3:a:nodejs:node.js:${process.versions.node}:*:*:*:*:*:*:*`,
    hashes: [{ content: sha256(node.bytes) }],
  });
  const openssl = process.versions.openssl.replace(/[+-].*$/, '');
  expect(named('openssl')?.['cpe']).toContain(`:openssl:${openssl}:`);
  // Every library, below its package where that is known, with the hash of what is in the image.
  const files = components.flatMap((each) =>
    each['type'] === 'file' ? [each] : ((each['components'] ?? []) as readonly JsonObject[]),
  );
  expect(files.map((each) => each['name']).toSorted()).toEqual(
    libraries.map(({ path }) => path).toSorted(),
  );
  for (const { path, bytes } of libraries)
    expect(files.find((each) => each['name'] === path)).toMatchObject({
      hashes: [{ alg: 'SHA-256', content: sha256(bytes) }],
    });
  if (existsSync('/var/lib/dpkg/status')) {
    expect(named('libc6')?.['purl']).toMatch(/^pkg:deb\/\w+\/libc6@[^?]+\?arch=\w+&distro=\w+-/);
  }
  const refs = new Set(['image', ...components.map((each) => each['bom-ref'])]);
  for (const { ref, dependsOn } of bill['dependencies'] as { ref: string; dependsOn: string[] }[])
    for (const each of [ref, ...dependsOn]) expect(refs).toContain(each);
});

test('on a base it names the base by digest, and lists nothing of it', () => {
  const base = { name: 'ghcr.io/team/node:20', digest: `sha256:${'0'.repeat(64)}` };
  const components = componentsOf(imageBill({ ...facts, base }));
  expect(components.map((each) => each['name'])).toEqual(['churn', 'mlx', base.name]);
  expect(components.at(-1)).toMatchObject({ type: 'container', version: base.digest });
});
