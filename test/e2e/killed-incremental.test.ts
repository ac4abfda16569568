import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { randomFor } from '../../src/contracts/seeded-random.js';
import { startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { leftovers } from '../helpers/project-files.js';
import { mysqlMissing, startMysql } from '../services/mysql-server.js';
import { postgresMissing, startPostgres } from '../services/postgres-server.js';
import { readingYaml } from '../services/reading-project.js';
import { skippedAloud } from '../services/server-process.js';
import { type Moment, tablesOf, thereIs } from './moments.js';

const [first, added, changed] = [5000, 60_000, 1000];
/** How often a moment is tried anew, when a run was over before it was struck. */
const attempts = 5;

/** A database with a table `growing` that can be made as it was, and then grow. */
interface Growing extends AsyncDisposable {
  readonly env: Readonly<Record<string, string>>;
  readonly source: (project: ProjectDir) => JsonObject;
  readonly begin: (project: ProjectDir) => Promise<void>;
  readonly grow: (project: ProjectDir) => Promise<void>;
}

const databases: Readonly<
  Record<string, { readonly missing?: string | undefined; readonly open: () => Promise<Growing> }>
> = {
  sqlite: { open: () => Promise.resolve(inSqlite()) },
  postgres: { missing: postgresMissing ? 'PostgreSQL' : undefined, open: inPostgres },
  mysql: { missing: mysqlMissing ? 'MariaDB' : undefined, open: inMysql },
};

describe.each(Object.entries(databases))(
  'kill -9 in the middle of reading what is new: %s',
  (name, { missing, open }) => {
    describe.skipIf(skippedAloud(missing ?? '', missing !== undefined))('', () => {
      const random = randomFor(9, `test/kill-incremental/${name}`);
      let table: Growing;
      let undisturbed: { readonly milliseconds: number; readonly digest: string };

      beforeAll(async () => {
        table = await open();
        await using project = await grown(table);
        const run = await started(project);
        await run.says(/ingest +running/);
        const startedAt = performance.now();
        const { exitCode, stderr } = await run.ended;
        expect(exitCode, stderr).toBe(0);
        expect(stderr).toContain(news);
        const milliseconds = performance.now() - startedAt;
        // Read anew, with nothing kept, it is the same table.
        await using afresh = await ProjectDir.with();
        await table.begin(afresh);
        await table.grow(afresh);
        await afresh.write({ 'mlx.yaml': readingYaml(table.source(afresh)) });
        expect((await afresh.mlx('ingest', { environment: table.env })).exitCode).toBe(0);
        const [whole] = await tablesOf(afresh);
        undisturbed = { milliseconds, digest: whole?.digest ?? '' };
        expect(await digests(project)).toContain(undisturbed.digest);
      }, 120_000);
      afterAll(() => table[Symbol.asyncDispose]());

      const started = (project: ProjectDir): ReturnType<typeof startMlx> =>
        startMlx(['ingest'], { cwd: project.path, env: table.env });

      const moments: Readonly<Record<string, Moment>> = {
        'when the first new row is written down': (project, over) =>
          thereIs(project, /^scratch\//, over),
        'while the table is written': (project, over) =>
          thereIs(project, /\/partial-[^/]+\/table\.parquet$/, over),
        somewhere: () => sleep(0.9 * random() * undisturbed.milliseconds),
        'somewhere else': () => sleep(0.9 * random() * undisturbed.milliseconds),
      };

      it.for(Object.keys(moments))(
        '%s: the next run reads all of it, once',
        { timeout: 240_000 },
        async (moment, { annotate }) => {
          for (let attempt = 1; ; attempt++) {
            await using project = await grown(table);
            const run = await started(project);
            await run.says(/ingest +running/);
            const over = run.ended.then(() => true);
            await Promise.race([over, moments[moment]?.(project, over)]);
            run.kill('SIGKILL');
            const { killedBy } = await run.ended;

            const next = await project.mlx('ingest', { environment: table.env });
            expect(next.exitCode, next.stderr).toBe(0);
            expect(await leftovers(project.path)).toEqual([]);
            expect(await digests(project)).toContain(undisturbed.digest);
            // Either it was not known to be read, and all of it is; or it was kept, and nothing is.
            const said = next.stderr.includes(news) ? 'all' : 'none';
            if (said === 'none')
              expect(next.stderr).toMatch(/ 0 new rows since|ingest +(reused|fresh)/);
            if (killedBy === 'SIGKILL' || attempt === attempts) {
              await annotate(`attempt ${attempt}; read by the next run: ${said}`);
              expect(killedBy).toBe('SIGKILL');
              return;
            }
          }
        },
      );
    });
  },
);

const news = `${added.toLocaleString('en-US')} new and ${changed.toLocaleString('en-US')} changed rows since`;

/** A project that has read the table as it was at first; the table has grown since. */
async function grown(table: Growing): Promise<ProjectDir> {
  const project = await ProjectDir.with();
  await table.begin(project);
  await project.write({ 'mlx.yaml': readingYaml(table.source(project)) });
  const { exitCode, stderr } = await project.mlx('ingest', { environment: table.env });
  expect(exitCode, stderr).toBe(0);
  await table.grow(project);
  return project;
}

async function digests(project: ProjectDir): Promise<readonly string[]> {
  return (await tablesOf(project)).map(({ digest }) => digest);
}

const incremental = { watermark: 'at', key: 'id' };
const flag = (id: string): string => `CASE WHEN ${id} % 3 = 0 THEN 'yes' ELSE 'no' END`;

function inSqlite(): Growing {
  const run = ({ path }: ProjectDir, sql: string): Promise<void> => {
    const database = new Sqlite(join(path, 'a.sqlite'));
    database.exec(sql);
    database.close();
    return Promise.resolve();
  };
  const rows = (from: number, count: number, at: number): string =>
    `WITH RECURSIVE n(i) AS (SELECT ${from + 1} UNION ALL SELECT i + 1 FROM n WHERE i < ${from + count})
     INSERT INTO growing SELECT i, ${flag('i')}, hex(i * 7919) || hex(i), ${at} FROM n;`;
  return {
    env: {},
    source: () => ({ type: 'sqlite', path: 'a.sqlite', table: 'growing', incremental }),
    begin: (project) =>
      run(
        project,
        `CREATE TABLE growing (id INTEGER PRIMARY KEY, flag TEXT, words TEXT, at INTEGER); ${rows(0, first, 1)}`,
      ),
    grow: (project) =>
      run(
        project,
        `${rows(first, added, 2)} UPDATE growing SET words = 'other', at = 2 WHERE id <= ${changed}`,
      ),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function inPostgres(): Promise<Growing> {
  const server = await startPostgres();
  const rows = (from: number, count: number, at: number): string =>
    `INSERT INTO growing SELECT i, ${flag('i')}, md5(i::text) || md5((-i)::text), ${at}
     FROM generate_series(${from + 1}, ${from + count}) AS i;`;
  return {
    env: { PASSWORD: server.password },
    source: () => ({
      ...{ type: 'postgres', ...server.params, password: '${env:PASSWORD}' },
      ...{ query: 'SELECT * FROM growing', incremental },
    }),
    begin: () =>
      server.run(
        `DROP TABLE IF EXISTS growing;
         CREATE TABLE growing (id integer PRIMARY KEY, flag text, words text, at integer); ${rows(0, first, 1)}`,
      ),
    grow: () =>
      server.run(
        `${rows(first, added, 2)} UPDATE growing SET words = 'other', at = 2 WHERE id <= ${changed}`,
      ),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

async function inMysql(): Promise<Growing> {
  const server = await startMysql();
  const rows = (from: number, count: number, at: number): string =>
    `INSERT INTO growing SELECT seq, ${flag('seq')}, sha2(seq, 256), ${at} FROM seq_${from + 1}_to_${from + count}`;
  return {
    env: { PASSWORD: server.password },
    source: () => ({
      ...{ type: 'mysql', ...server.params, password: '${env:PASSWORD}' },
      ...{ query: 'SELECT * FROM growing', incremental },
    }),
    begin: () =>
      server.run(
        'USE test',
        'DROP TABLE IF EXISTS growing',
        'CREATE TABLE growing (id INT PRIMARY KEY, flag TEXT, words TEXT, at INT)',
        rows(0, first, 1),
      ),
    grow: () =>
      server.run(
        'USE test',
        rows(first, added, 2),
        `UPDATE growing SET words = 'other', at = 2 WHERE id <= ${changed}`,
      ),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
