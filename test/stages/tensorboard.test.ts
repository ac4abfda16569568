import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { crc32c, record } from '../../src/stages/tensorboard.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { flowersCsv } from '../helpers/small-data.js';
import { flowersYaml } from '../helpers/small-projects.js';

test('CRC-32C of the check value of RFC 3720 and of zeros', () => {
  expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
});

/** The records of a file, their checksums held against their data. */
function recordsIn(bytes: Uint8Array): Uint8Array[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(view.getBigUint64(at, true));
    const data = Uint8Array.from(bytes.subarray(at + 12, at + 12 + length));
    expect(Uint8Array.from(bytes.subarray(at, at + 16 + length))).toEqual(record(data));
    found.push(data);
    at += 16 + length;
  }
  return found;
}

test('`tensorboard: true` leaves the losses of every epoch, a folder for each candidate', async () => {
  await using project = await ProjectDir.with({
    'mlx.yaml': flowersYaml.replace('train:\n', 'train:\n  tensorboard: true\n'),
    'data/flowers.csv': flowersCsv(120),
  });
  expect((await project.mlx('train')).exitCode).toBe(0);
  const files = (await project.files()).filter((file) => file.includes('tfevents'));
  expect(files).toEqual([
    expect.stringMatching(/^reports\/tensorboard\/[\dT-]+\/net\/events\.out\.tfevents\.\d+\.mlx$/),
  ]);
  const records = recordsIn(await readFile(join(project.path, files[0] ?? '')));
  expect(records).toHaveLength(6);
  const texts = records.map((each) => new TextDecoder('latin1').decode(each));
  expect(texts[0]).toContain('brain.Event:2');
  for (const text of texts.slice(1)) {
    expect(text).toContain('loss/train');
    expect(text).toContain('loss/validation');
  }
});
