import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { openDatabase } from '../../../src/data/tables/database.js';
import { projectWith } from '../project.js';

it('bytes in Parquet are images in base64, alone or beside their path', async () => {
  const project = await projectWith({});
  const pngs = await Promise.all(
    ['#112233', '#445566', '#778899'].map(async (background) =>
      sharp({ create: { width: 5, height: 4, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const file = join(project.folder, 'pictures.parquet');
  await using database = await openDatabase();
  const rows = pngs.map((png, at) => {
    const blob = `from_base64('${png.toString('base64')}')`;
    return `SELECT ${blob} AS photo, {'bytes': ${blob}, 'path': 'p${at}.png'} AS image, ${at % 2} AS label`;
  });
  await database.run(`COPY (${rows.join(' UNION ALL ')}) TO '${file}' (FORMAT parquet)`);
  const { columns } = await project.ingest('parquet', { path: 'pictures.parquet' });
  expect(columns.map(({ name, type, role }) => [name, type, role])).toEqual([
    ['photo', 'image', 'feature'],
    ['image', 'image', 'feature'],
    ['label', 'integer', 'feature'],
  ]);
  const read = await project.rows();
  expect(read.map(({ photo }) => photo)).toEqual(pngs.map((png) => png.toString('base64')));
  expect(read.map(({ image }) => image)).toEqual(read.map(({ photo }) => photo));
});

it('paths in a CSV are images where the first is there, and names of files where it is not', async () => {
  const png = await sharp({ create: { width: 5, height: 4, channels: 3, background: '#123' } })
    .png()
    .toBuffer();
  const names = Array.from({ length: 30 }, (_, at) => `p/${at}.png,${at % 2}`);
  const files = { 'rows.csv': ['photo,label', ...names].join('\n'), 'p/0.png': png };
  const project = await projectWith(files);
  const { columns } = await project.ingest('csv', { path: 'rows.csv' });
  expect(columns[0]).toMatchObject({ type: 'image', role: 'feature' });
  const without = await projectWith({ 'rows.csv': files['rows.csv'] });
  const other = await without.ingest('csv', { path: 'rows.csv' });
  expect(other.columns[0]).toMatchObject({ type: 'category', role: 'id' });
});
