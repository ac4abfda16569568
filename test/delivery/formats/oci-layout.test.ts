import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { ociLayout } from '../../../src/delivery/formats/oci-layout.js';
import { tarred, untarred } from '../../../src/delivery/formats/tar.js';

const files = [
  { path: 'usr/bin/it', bytes: Buffer.from('#!/bin/sh\n'), runs: true },
  { path: 'app/model.json', bytes: Buffer.alloc(1025, 'x'), runs: false },
];
const facts = {
  ...{ architecture: 'amd64', user: '65532:65532', port: 8080 },
  entrypoint: ['/usr/bin/it'],
  labels: {},
};

describe('a layer', () => {
  test('comes back as it was', () => {
    expect(untarred(tarred(files))).toEqual(files);
  });

  test('is an archive for tar, with rights', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlx-tar-'));
    try {
      await writeFile(join(folder, 'it.tar'), tarred(files));
      const ran = spawnSync('tar', ['-xf', join(folder, 'it.tar'), '-C', folder]);
      expect(ran.stderr.toString()).toBe('');
      expect((await stat(join(folder, 'usr/bin/it'))).mode & 0o111).toBe(0o111);
      expect((await stat(join(folder, 'app/model.json'))).mode & 0o111).toBe(0);
      expect(await readFile(join(folder, 'app/model.json'))).toEqual(files[1]?.bytes);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a layout', () => {
  const { digest, files: written } = ociLayout([files], facts);
  const blobs = new Map(written.map(({ path, bytes }) => [path, Buffer.from(bytes)]));
  const blob = (id: string) => blobs.get(`blobs/${id.replace(':', '/')}`) ?? Buffer.alloc(0);

  test('names every blob by its digest', () => {
    for (const [path, bytes] of blobs) {
      if (!path.startsWith('blobs/')) continue;
      expect(path).toBe(`blobs/sha256/${createHash('sha256').update(bytes).digest('hex')}`);
    }
  });

  test('leads from the index to layers whose content the config knows', () => {
    const manifest = JSON.parse(blob(digest).toString()) as {
      config: { digest: string };
      layers: readonly { digest: string; size: number }[];
    };
    const config = JSON.parse(blob(manifest.config.digest).toString()) as {
      config: { User: string };
      rootfs: { diff_ids: readonly string[] };
    };
    const [layer] = manifest.layers;
    const tar = gunzipSync(blob(layer?.digest ?? ''));
    expect(layer?.size).toBe(blob(layer?.digest ?? '').length);
    expect(config.rootfs.diff_ids).toEqual([
      `sha256:${createHash('sha256').update(tar).digest('hex')}`,
    ]);
    expect(config.config.User).toBe('65532:65532');
    expect(untarred(tar)).toEqual(files);
  });

  test('has the same digest each time, and another for another file', () => {
    expect(ociLayout([files], facts).digest).toBe(digest);
    expect(ociLayout([files.slice(1)], facts).digest).not.toBe(digest);
  });
});
