import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { it } from 'vitest';
import { projectWith, typesOf } from '../data/project.js';

it('http', async () => {
  const csv =
    'id,name\n' + Array.from({ length: 50000 }, (_, i) => `${i},name ${i}`).join('\n') + '\n';
  const log: string[] = [];
  let cuts = 2,
    fails = 2;
  const server = createServer((req, res) => {
    log.push(
      `${req.method} ${req.url} ${req.headers.range ?? ''} ${req.headers['if-none-match'] ?? ''} ${req.headers.authorization ?? ''}`,
    );
    const url = new URL(req.url ?? '', 'http://x');
    if (url.pathname === '/a.csv') {
      if (fails-- > 0) {
        res.statusCode = 503;
        res.setHeader('retry-after', '0');
        res.end();
        return;
      }
      res.setHeader('etag', '"v1"');
      if (req.headers['if-none-match'] === '"v1"') {
        res.statusCode = 304;
        res.end();
        return;
      }
      const from = Number(/bytes=(\d+)-/.exec(req.headers.range ?? '')?.[1] ?? 0);
      if (from > 0) {
        res.statusCode = 206;
        res.setHeader('content-range', `bytes ${from}-${csv.length - 1}/${csv.length}`);
      }
      res.setHeader('content-length', csv.length - from);
      if (req.method === 'HEAD') {
        res.end();
        return;
      }
      if (cuts-- > 0) {
        res.write(csv.slice(from, from + 200000));
        setTimeout(() => res.destroy(), 50);
        return;
      }
      res.end(csv.slice(from));
      return;
    }
    if (url.pathname === '/items') {
      const page = Number(url.searchParams.get('page'));
      res.setHeader('content-type', 'application/json');
      res.end(
        JSON.stringify({
          data: { items: page > 3 ? [] : [{ id: page * 2 }, { id: page * 2 + 1, big: 'x"[' }] },
        }).replace('"id":2', '"id":9007199254740993'),
      );
      return;
    }
    res.statusCode = 404;
    res.end();
  });
  await new Promise<void>((d) => server.listen(0, d));
  const port = (server.address() as { port: number }).port;
  const p = await projectWith({});
  const base = `http://u:pw@127.0.0.1:${port}`;
  for (const x of [
    { url: base + '/a.csv?token=abc', retry_delay: 0.1 },
    { url: base + '/a.csv?token=abc' },
    { url: base + '/items', paging: { by: 'page' }, records: 'data.items' },
    { url: base + '/nope', format: 'csv' },
    { url: 'http://nohost.invalid/x.csv' },
    { url: 'http://127.0.0.1:1/x.csv', retries: 1, retry_delay: 0.1 },
  ])
    await p.ingest('http', x).then(
      async (r) => console.log(r.table.rows, typesOf(r), r.sources, (await p.rows()).slice(0, 3)),
      (e) => console.log(e.code, e.message, e.hints, e.cause?.message),
    );
  console.log(log);
  server.close();
});
