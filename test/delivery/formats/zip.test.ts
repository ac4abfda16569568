import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { archive } from '../../../src/delivery/formats/archive.js';
import { unzipped, zipped } from '../../../src/delivery/formats/zip.js';

const files = [
  { path: 'a.txt', bytes: Buffer.from('a'.repeat(10_000)) },
  { path: 'in/größe.bin', bytes: Buffer.from([0, 255, 1, 254]) },
  { path: 'empty', bytes: Buffer.alloc(0) },
];
const hasUnzip = spawnSync('unzip', ['-v']).status === 0;

describe('an archive', () => {
  test('comes back as it was, from the same bytes each time', () => {
    expect(unzipped(zipped(files))).toEqual(files);
    expect(zipped(files)).toEqual(zipped(files));
    expect(zipped(files).length).toBeLessThan(1000);
  });

  test.skipIf(!hasUnzip)('is one for unzip (needs unzip: apt install unzip)', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'mlx-zip-'));
    try {
      const path = join(folder, 'it.zip');
      await writeFile(path, zipped(files));
      expect(spawnSync('unzip', ['-q', path, '-d', folder]).status).toBe(0);
      expect(await readFile(join(folder, 'a.txt'))).toEqual(files[0]?.bytes);
      expect(await readFile(join(folder, 'in/größe.bin'))).toEqual(files[1]?.bytes);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is refused when a byte of a file was changed', () => {
    const bytes = Buffer.from(zipped([{ path: 'b', bytes: Buffer.from([1, 2, 3, 4]) }]));
    bytes.writeUInt8(bytes.readUInt8(33) ^ 1, 33);
    expect(() => unzipped(bytes)).toThrow();
  });

  test('that a platform would refuse is refused here', () => {
    const limits = { platform: 'Somewhere', zipped: 1e6, unzipped: 9_999 };
    expect(() => archive('x.zip', files, limits)).toThrow(/unpacked, and Somewhere takes/);
    expect(archive('x.zip', files, { ...limits, unzipped: 1e6 })).toHaveLength(1);
  });
});
