import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectWith } from '../data/project.js';
import { readingProject, readingYaml, whereSeen } from './reading-project.js';
import { findProgram, freePort, skippedAloud } from './server-process.js';
import { startWeb } from './web-server.js';

const csv = `id,flag\n${Array.from({ length: 2000 }, (_, row) => `${row},${row % 2 === 0 ? 'yes' : 'no'}`).join('\n')}\n`;
const quick = { retry_delay: 0.05 };

describe('an answer over HTTP', () => {
  it.each([
    [500, 'source/failed', 9, 3],
    [429, 'source/failed', 9, 3],
    [401, 'source/refused', 9, 1],
    [403, 'source/refused', 9, 1],
    [404, 'source/not-there', 4, 1],
    [418, 'source/answer', 4, 1],
  ])('that answers with %i ends with %s', async (...[status, code, exitCode, requests]) => {
    await using web = await startWeb((_, response) => response.writeHead(status).end('no'));
    const project = await projectWith({});
    const source = { url: `${web.url}/a.csv`, retries: 2, ...quick };
    await expect(project.ingest('http', source)).rejects.toMatchObject({ code, exitCode });
    expect(web.seen).toHaveLength(requests);
  });

  it('that cannot be reached, or says nothing, ends with `source/unreachable`', async () => {
    await using mute = await startWeb(() => undefined);
    const project = await projectWith({});
    for (const url of [
      `${mute.url}/a.csv`,
      `http://127.0.0.1:${await freePort()}/a.csv`,
      'http://nowhere.invalid/a.csv',
      'http://127.0.0.1:1/a.csv',
    ]) {
      const source = { url, retries: 1, timeout: 0.3, ...quick };
      await expect(project.ingest('http', source)).rejects.toMatchObject({
        code: 'source/unreachable',
        exitCode: 9,
      });
    }
    await expect(project.ingest('http', { url: 'ftp://x/a.csv' })).rejects.toMatchObject({
      code: 'data/source-incomplete',
    });
  });

  it('that falls silent in the middle is given up', async () => {
    await using web = await startWeb((_, response) => {
      response.setHeader('content-length', csv.length);
      response.write(csv.slice(0, 1000));
    });
    const project = await projectWith({});
    const source = { url: `${web.url}/a.csv`, retries: 0, timeout: 0.3, ...quick };
    await expect(project.ingest('http', source)).rejects.toMatchObject({
      code: 'source/interrupted',
      exitCode: 9,
    });
  });

  it.skipIf(skippedAloud('openssl', findProgram('openssl') === undefined))(
    'with a certificate nobody vouches for is not trusted',
    async () => {
      const project = await projectWith({});
      const [key, cert] = ['key.pem', 'cert.pem'].map((name) => join(project.folder, name)) as [
        string,
        string,
      ];
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'rsa:2048',
          '-nodes',
          '-keyout',
          key,
          '-out',
          cert,
          '-subj',
          '/CN=localhost',
          '-days',
          '1',
        ],
        { stdio: 'pipe' },
      );
      await using web = await startWeb((_, response) => response.end(csv), {
        key: readFileSync(key),
        cert: readFileSync(cert),
      });
      await expect(project.ingest('http', { url: `${web.url}/a.csv` })).rejects.toMatchObject({
        code: 'source/unreachable',
        message: expect.stringContaining('certificate') as string,
      });
      expect(web.seen).toEqual([]);
    },
  );

  it('is read as its name, its media type or `format` says', async () => {
    await using web = await startWeb(({ address }, response) => {
      const type = address.searchParams.get('type');
      if (type !== null) response.setHeader('content-type', type);
      response.end(address.searchParams.get('body') ?? '');
    });
    const project = await projectWith({});
    const at = (name: string, query: Record<string, string>): string =>
      `${web.url}/${name}?${new URLSearchParams(query).toString()}`;
    await project.ingest('http', {
      url: at('x', { type: 'application/json; charset=utf-8', body: '{"a": {"b": [{"c": 1}]}}' }),
      records: 'a.b',
    });
    expect(await project.rows()).toEqual([{ c: 1 }]);
    await project.ingest('http', {
      url: at('x.csv', { type: 'text/plain', body: 'c;d\n2;"x"\n' }),
      read: { delimiter: ';' },
    });
    expect(await project.rows()).toEqual([{ c: 2, d: 'x' }]);
    await project.ingest('http', { url: at('x', { body: '{"c":3}\n{"c":4}\n' }), format: 'jsonl' });
    expect(await project.rows()).toEqual([{ c: 3 }, { c: 4 }]);
    await expect(
      project.ingest('http', { url: at('x', { body: 'c\n1\n' }) }),
    ).rejects.toMatchObject({ code: 'data/unknown-file-type' });
  });

  it('sends what it is told to, but to no other host', async () => {
    await using other = await startWeb((_, response) => response.end('a,b\n1,2\n'));
    await using web = await startWeb((_, response) =>
      response.writeHead(302, { location: `${other.url}/a.csv` }).end(),
    );
    const project = await projectWith({});
    await project.ingest('http', {
      url: `${web.url}/a.csv`,
      auth: { bearer: 'token' },
      headers: { 'X-Key': 'key' },
    });
    expect(web.seen[0]?.headers).toMatchObject({ authorization: 'Bearer token', 'x-key': 'key' });
    expect(other.seen[0]?.headers.authorization).toBeUndefined();
    expect(other.seen[0]?.headers['x-key']).toBeUndefined();
    const address = new URL(other.url);
    await project.ingest('http', { url: `http://me:p%40ss@${address.host}/a.csv` });
    expect(other.seen.at(-1)?.headers.authorization).toBe(
      `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
    );
  });

  it('never shows what it is told to send', async () => {
    const secrets = {
      TOKEN: 'b3arer-s3cret/&',
      KEY: 'k3y-s3cret',
      QUERY: 'qu3ry-s3cret',
      PASSWORD: 'p4ss-s3cret/&',
    };
    let status = 200;
    await using web = await startWeb((_, response) =>
      response.writeHead(status).end(status === 200 ? csv : 'no'),
    );
    const { host } = new URL(web.url);
    const source = {
      ...{ type: 'http', headers: { 'X-Key': '${env:KEY}' }, retries: 0 },
    };
    const sources = [
      { ...source, url: `${web.url}/a.csv?token=\${env:QUERY}`, auth: { bearer: '${env:TOKEN}' } },
      { ...source, url: `http://me:\${env:PASSWORD}@${host}/a.csv` },
      { ...source, url: `${web.url}/a.csv`, auth: { user: 'me', password: '${env:PASSWORD}' } },
      {
        ...source,
        url: `http://127.0.0.1:${await freePort()}/a.csv?token=\${env:QUERY}`,
        auth: { bearer: '${env:TOKEN}' },
      },
    ];
    await using project = await readingProject(source);
    const printed: string[] = [];
    const environment = { ...secrets, PASSWORD: encodeURIComponent(secrets.PASSWORD) };
    for (const each of sources) {
      await project.write({ 'mlx.yaml': readingYaml(each) });
      for (status of [200, 401, 404, 500]) {
        const run = await project.mlx('ingest --verbose', { environment });
        expect(run.exitCode === 0).toBe(status === 200 && each !== sources.at(-1));
        printed.push(run.stdout, run.stderr);
      }
    }
    for (const secret of [...Object.values(secrets), environment.PASSWORD]) {
      expect([secret, await whereSeen(secret, project, printed)]).toEqual([secret, []]);
    }
  });
});
