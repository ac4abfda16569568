import { describe, expect, it } from 'vitest';
import { projectWith } from '../project.js';

const png = Buffer.concat([
  Buffer.from('89504e470d0a1a0a0000000d494844520000000700000005', 'hex'),
  Buffer.from('0000000049454e44ae426082', 'hex'),
]);
/** A preview of 70 KB stands before the frame header. */
const jpeg = Buffer.concat([
  Buffer.from('ffd8ffe1ffff', 'hex'),
  Buffer.alloc(0xffff - 2),
  Buffer.from('ffe11000', 'hex'),
  Buffer.alloc(0x1000 - 2),
  Buffer.from('ffc2001108000b000d03', 'hex'),
  Buffer.alloc(20),
  Buffer.from('ffd9', 'hex'),
]);
const bmp = Buffer.from('424d1a00000000000000000000002800000009000000fcffffff0100', 'hex');

describe('a folder of images', () => {
  it('gives sizes and formats, and names what is broken', async () => {
    const project = await projectWith({
      'images/a/1.png': png,
      'images/a/2.JPG': jpeg,
      'images/b/3.bmp': bmp,
      'images/b/4.png': png.subarray(0, 30),
      'images/b/5.gif': 'no image',
      'images/b/6.webp': '',
      'images/b/notes.txt': 'passed over',
      'images/b/.hidden.png': 'passed over too',
      'images/7.png': png,
    });
    const { warnings, sources } = await project.ingest('image-folder', { path: 'images/' });
    expect(
      (await project.rows()).map(({ file, label, width, height, format }) => [
        file,
        label,
        width,
        height,
        format,
      ]),
    ).toEqual([
      ['7.png', null, 7, 5, 'png'],
      ['a/1.png', 'a', 7, 5, 'png'],
      ['a/2.JPG', 'a', 13, 11, 'jpeg'],
      ['b/3.bmp', 'b', 9, 4, 'bmp'],
      ['b/4.png', 'b', 7, 5, 'png'],
      ['b/5.gif', 'b', null, null, null],
      ['b/6.webp', 'b', null, null, null],
    ]);
    expect(warnings).toEqual([
      '`images/b/4.png` is an image that was cut short',
      '`images/b/5.gif` is no image that can be read',
      '`images/b/6.webp` is empty',
    ]);
    expect(sources[0]?.dialect).toMatchObject({ files: 7, passed_over: 1 });
  });

  it('takes labels from a file, and says what does not fit', async () => {
    const files = { 'images/1.png': png, 'images/2.png': png, 'images/3.png': png };
    const labels = 'file,label\n./2.png,dog\n1.png,cat\n9.png,cow\n2.png,dog\n';
    const project = await projectWith({ ...files, 'labels.csv': labels });
    const params = { path: 'images', labels: 'labels.csv' };
    const { warnings } = await project.ingest('image-folder', params);
    expect((await project.rows()).map(({ file, label }) => [file, label])).toEqual([
      ['1.png', 'cat'],
      ['2.png', 'dog'],
      ['3.png', null],
    ]);
    expect(warnings).toEqual([
      '`labels.csv` has no label for file `3.png`',
      '`labels.csv` labels what is not in the folder: file `9.png`',
    ]);
    const twice = await projectWith({ ...files, 'labels.csv': `${labels}1.png,dog\n` });
    await expect(twice.ingest('image-folder', params)).rejects.toMatchObject({
      code: 'data/labels',
      message: '`labels.csv` labels `1.png` as cat and as dog',
    });
    const without = await projectWith({ ...files, 'labels.csv': 'path,label\n1.png,cat\n' });
    await expect(without.ingest('image-folder', params)).rejects.toMatchObject({
      code: 'data/labels',
    });
  });

  it('that is not there names the nearest', async () => {
    const project = await projectWith({ 'images/1.png': png });
    await expect(project.ingest('image-folder', { path: 'image' })).rejects.toMatchObject({
      code: 'data/file-missing',
      hints: ['Did you mean `images`?'],
    });
  });
});

describe('a folder of texts', () => {
  it('is read in its encoding', async () => {
    const project = await projectWith({
      'texts/a/1.txt': Buffer.from('\ufeffgrün', 'utf16le'),
      'texts/a/2': 'two\nlines, "quoted"',
      'texts/b/3.bin': 'a\0b',
      'texts/b/4.txt': 'x'.repeat(3_000_000),
    });
    const { warnings } = await project.ingest('text-folder', { path: 'texts' });
    const rows = await project.rows();
    expect(rows.slice(0, 3)).toEqual([
      { file: 'a/1.txt', label: 'a', text: 'grün' },
      { file: 'a/2', label: 'a', text: 'two\nlines, "quoted"' },
      { file: 'b/3.bin', label: 'b', text: null },
    ]);
    expect(String(rows[3]?.['text'])).toHaveLength(3_000_000);
    expect(warnings).toEqual(['`texts/b/3.bin` is no text: it holds zero bytes']);
  });

  it('of another encoding names the file', async () => {
    const project = await projectWith({ 'texts/1.txt': Buffer.from('gr\xfcn', 'latin1') });
    await expect(project.ingest('text-folder', { path: 'texts' })).rejects.toMatchObject({
      code: 'data/encoding',
      place: { file: 'texts/1.txt' },
    });
    await project.ingest('text-folder', { path: 'texts', encoding: 'latin-1' });
    expect(await project.rows()).toEqual([{ file: '1.txt', label: null, text: 'grün' }]);
  });
});

it('a column names the file of each row, in the order of the files', async () => {
  const project = await projectWith({
    'd/b.csv': 'x,y\n1,a\n',
    'd/a.csv': 'x,y\n2,b\n3,c\n',
    'd/sub/c.csv': 'x\n9\n',
  });
  await project.ingest('csv', { path: 'd/*.csv', file_column: 'from' });
  expect((await project.rows()).map(({ x, from }) => [x, from])).toEqual([
    [2, 'd/a.csv'],
    [3, 'd/a.csv'],
    [1, 'd/b.csv'],
  ]);
});
