import { it } from 'vitest';
import { projectWith, typesOf } from '../data/project.js';
import { startS3 } from '../services/s3-server.js';

it('s3', async () => {
  await using s3 = await startS3();
  await s3.put('d/a.csv', 'id;name\n1;x\n2;"y;z"\n');
  await s3.put('d/b.csv', 'id;name\n3;x\n4;"y;z"\n');
  await s3.put('d/e/c.csv', 'id;name\n5;x\n4;"y;z"\n');
  const p = await projectWith({});
  for (const x of [
    { url: 's3://data/d/*.csv' },
    { url: 's3://data/d/**.csv', read: { delimiter: ';' } },
    { bucket: 'data', key: 'd/a.csv' },
    { url: 's3://data/nope.csv' },
    { url: 's3://nobucket/nope.csv' },
    { url: 's3://nobucket/*.csv' },
    { url: 's3://data/x/*.csv' },
    { url: 's3://data/d/a.csv', endpoint: 'http://127.0.0.1:1024' },
    { url: 's3://data/d/a.csv', read: { records: 'x' } },
  ])
    await p.ingest('s3', { ...s3.params, ...x }).then(
      async (r) => console.log(r.table.rows, typesOf(r), r.sources, (await p.rows()).slice(0, 3)),
      (e) => console.log(e.code, e.message, e.hints, e.cause?.message),
    );
});
