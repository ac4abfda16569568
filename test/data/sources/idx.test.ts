import { gzipSync } from 'node:zlib';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { projectWith } from '../project.js';

function idxFile(lengths: readonly number[], values: readonly number[], type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * lengths.length);
  header.set([0, 0, type, lengths.length]);
  for (const [at, length] of lengths.entries()) header.writeUInt32BE(length, 4 + 4 * at);
  return Buffer.concat([header, Buffer.from(values)]);
}

const pixels = Array.from({ length: 24 }, (_, at) => at * 10);
const images = idxFile([4, 3, 2], pixels);
const labels = idxFile([4], [3, 1, 4, 1]);

it('reads images as PNGs that hold every pixel, with their labels', async () => {
  const project = await projectWith({ 'images.idx': images, 'labels.gz': gzipSync(labels) });
  const { sources } = await project.ingest('idx', { path: 'images.idx', labels: 'labels.gz' });
  const rows = await project.rows();
  expect(rows.map(({ label }) => Number(label))).toEqual([3, 1, 4, 1]);
  expect(sources[0]?.dialect).toMatchObject({ format: 'idx', images: '3 × 2' });
  for (const [row, { image }] of rows.entries()) {
    const { data, info } = await sharp(Buffer.from(String(image), 'base64'))
      .toColourspace('b-w')
      .raw()
      .toBuffer({ resolveWithObject: true });
    expect([info.height, info.width]).toEqual([3, 2]);
    expect([...data]).toEqual(pixels.slice(row * 6, (row + 1) * 6));
  }
});

it.each([
  ['was cut short: 20 of 24 values are there', images.subarray(0, -4)],
  ['is no IDX file', Buffer.from('file,label')],
  ['holds other values than bytes', idxFile([4, 3, 2], pixels, 0x0d)],
  ['holds 1 dimensions (4)', labels],
  ['was cut short: it cannot be unzipped', gzipSync(images).subarray(0, 20)],
])('a file that %s is refused', async (what, bytes) => {
  const project = await projectWith({ 'images.idx': bytes });
  await expect(project.ingest('idx', { path: 'images.idx' })).rejects.toMatchObject({
    code: 'data/idx',
    message: `\`images.idx\` ${what}`,
  });
});

it('labels must be as many as images', async () => {
  const project = await projectWith({ 'i.idx': images, 'l.idx': idxFile([2], [1, 2]) });
  await expect(project.ingest('idx', { path: 'i.idx', labels: 'l.idx' })).rejects.toMatchObject({
    message: '`l.idx` holds 2 values, and there are 4 images',
  });
});
