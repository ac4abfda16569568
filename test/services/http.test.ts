import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectWith } from '../data/project.js';
import { cleanIngest, patience, readingProject, strickenIngest } from './reading-project.js';
import { sendFile, startWeb } from './web-server.js';

const rows = 20_000;
const csv = `id,flag\n${Array.from({ length: rows }, (_, row) => `${row},${row % 2 === 0 ? 'yes' : 'no'}`).join('\n')}\n`;
const quick = { retry_delay: 0.05 };

describe('HTTP', () => {
  it('is fetched once, and again only when it has changed', async () => {
    let [content, tag] = [csv, '"one"'];
    await using web = await startWeb((request, response) =>
      sendFile(request, response, { content, tag }),
    );
    await using project = await readingProject({ type: 'http', url: `${web.url}/orders.csv` });
    expect((await project.mlx('ingest')).exitCode).toBe(0);
    expect((await project.mlx('ingest')).stderr).toContain('nothing changed');
    [content, tag] = [`${csv}${rows},yes\n`, '"two"'];
    expect((await project.mlx('plan')).stdout).toContain('source orders changed');
    const after = await project.mlx('ingest');
    expect(after.stderr).toContain(`${rows + 1}`.replace(/(\d)(\d{3})$/, '$1'));
    expect(web.seen.filter(({ method }) => method === 'GET')).toHaveLength(2);
    await project.mlx('ingest --force');
    const [last] = web.seen.slice(-1);
    expect(last?.headers['if-none-match']).toBe('"two"');
  });

  it('that breaks off goes on from there, in the same run', async () => {
    let cuts = 3;
    await using web = await startWeb((request, response) =>
      sendFile(request, response, {
        content: csv,
        tag: '"v"',
        ...((cuts -= 1) >= 0 && { cutAfter: 50_000 }),
      }),
    );
    const project = await projectWith({});
    await project.ingest('http', { url: `${web.url}/a.csv`, ...quick });
    expect(await project.rows()).toHaveLength(rows);
    const starts = web.seen.map(({ headers }) => Number(headers.range?.match(/\d+/)?.[0] ?? 0));
    expect(starts).toHaveLength(4);
    expect(starts.toSorted((a, b) => a - b)).toEqual(starts);
    expect(starts.at(-1)).toBeGreaterThan(0);
  });

  it('that breaks off for good goes on from there in the next run, unless it has changed', async () => {
    let [tag, cutAfter, content]: [string, number | undefined, string] = ['"v"', 40_000, csv];
    await using web = await startWeb((request, response) =>
      sendFile(request, response, { content, tag, ...(cutAfter !== undefined && { cutAfter }) }),
    );
    const project = await projectWith({});
    const source = { url: `${web.url}/a.csv`, retries: 0, ...quick };
    await expect(project.ingest('http', source)).rejects.toMatchObject({
      code: 'source/interrupted',
      exitCode: 9,
    });
    cutAfter = undefined;
    await project.ingest('http', source);
    expect(await project.rows()).toHaveLength(rows);
    expect(web.seen.at(-1)?.headers.range).toBe('bytes=40000-');
    [tag, cutAfter, content] = ['"w"', 30_000, csv.replaceAll('yes', 'YES')];
    await expect(project.ingest('http', source)).rejects.toMatchObject({
      code: 'source/interrupted',
    });
    [tag, cutAfter, content] = ['"x"', undefined, csv.replaceAll('yes', 'Yes')];
    await project.ingest('http', source);
    expect((await project.rows())[0]).toEqual({ id: 0, flag: 'Yes' });
  });

  it('that fails for a while is asked again, as it asks to', async () => {
    let left = 3;
    await using web = await startWeb((request, response) => {
      if ((left -= 1) < 0) sendFile(request, response, { content: csv, tag: '"v"' });
      else
        response.writeHead(left === 0 ? 429 : 503, left === 0 ? { 'retry-after': '1' } : {}).end();
    });
    const project = await projectWith({});
    const startedAt = performance.now();
    await project.ingest('http', { url: `${web.url}/a.csv`, ...quick });
    expect(await project.rows()).toHaveLength(rows);
    expect(performance.now() - startedAt).toBeGreaterThan(1000);
    expect(web.seen).toHaveLength(4);
  });

  it.each(['SIGKILL', 'SIGINT'] as const)(
    'is left at once on %s, and the next run completes',
    async (signal) => {
      let slow = true;
      await using web = await startWeb((request, response) => {
        if (!slow || request.method === 'HEAD') {
          sendFile(request, response, { content: csv, tag: '"v"' });
          return;
        }
        response.writeHead(200, { etag: '"v"', 'content-length': csv.length });
        let at = 0;
        const timer = setInterval(() => response.write(csv.slice(at, (at += 100))), 20);
        response.on('close', () => clearInterval(timer));
        return undefined;
      });
      await using project = await readingProject({ type: 'http', url: `${web.url}/a.csv` });
      const struck = await strickenIngest(project, signal);
      expect(struck.artifacts).toEqual([]);
      expect(struck.seconds).toBeLessThan(patience);
      slow = false;
      await cleanIngest(project);
      expect(web.seen.at(-1)?.headers['if-range']).toBe('"v"');
      const cached = await readdir(join(project.path, '.mlx', 'cache', 'http'));
      expect(cached.filter((name) => name.includes('.part'))).toEqual([]);
    },
  );
});
