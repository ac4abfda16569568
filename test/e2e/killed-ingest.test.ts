import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/contracts/json.js';
import { randomFor } from '../../src/contracts/seeded-random.js';
import { openDatabase } from '../../src/data/tables/database.js';
import { literal } from '../../src/data/tables/sql.js';
import { writeParquet } from '../../src/data/tables/write-parquet.js';
import { runMlx, startMlx } from '../helpers/built-mlx.js';
import { ProjectDir } from '../helpers/project-dir.js';
import { leftovers } from '../helpers/project-files.js';
import { readingYaml } from '../services/reading-project.js';

const rows = Array.from({ length: 2000 }, (_, id) => ({ id, flag: id % 3 === 0 ? 'yes' : 'no' }));
const csv = (from = 0, to = rows.length): string =>
  ['id,flag', ...rows.slice(from, to).map(({ id, flag }) => `${id},${flag}`), ''].join('\n');

/** A source, and the files it reads. */
interface Case {
  readonly source: JsonObject;
  readonly files?: Readonly<Record<string, string>>;
  readonly prepare?: (folder: string) => Promise<void> | void;
}

const cases: Readonly<Record<string, Case>> = {
  'CSV in one file': { source: { type: 'csv', path: 'a.csv' }, files: { 'a.csv': csv() } },
  'CSV in many files': {
    source: { type: 'csv', path: 'days/*.csv' },
    files: Object.fromEntries(
      Array.from({ length: 20 }, (_, at) => [`days/${at + 10}.csv`, csv(at * 100, at * 100 + 100)]),
    ),
  },
  JSON: {
    source: { type: 'json', path: 'a.json' },
    files: { 'a.json': JSON.stringify(rows) },
  },
  XML: {
    source: { type: 'xml', path: 'a.xml', records: '//row' },
    files: {
      'a.xml': `<rows>${rows.map(({ id, flag }) => `<row><id>${id}</id><flag>${flag}</flag></row>`).join('')}</rows>`,
    },
  },
  Parquet: {
    source: { type: 'parquet', path: 'a.parquet' },
    files: { 'a.csv': csv() },
    prepare: async (folder) => {
      await using database = await openDatabase();
      const query = `SELECT * FROM read_csv(${literal(join(folder, 'a.csv'))})`;
      await writeParquet(database, query, { file: join(folder, 'a.parquet') });
    },
  },
  SQLite: {
    source: { type: 'sqlite', path: 'a.db', table: 't' },
    prepare: (folder) => {
      const database = new Sqlite(join(folder, 'a.db'));
      const values = rows.map(({ id, flag }) => `(${id}, '${flag}')`).join(', ');
      database.exec(`CREATE TABLE t (id INTEGER, flag TEXT); INSERT INTO t VALUES ${values}`);
      database.close();
    },
  },
  'a module': {
    source: { type: './rows.mjs' },
    files: { 'rows.mjs': `export async function* rows() { yield* ${JSON.stringify(rows)} }` },
  },
};

/** When it strikes: shares of the time that an ingest takes. */
const random = randomFor(7, 'test/kill-ingest');

describe('kill -9 in the middle of an ingest', () => {
  it.for(Object.entries(cases))('loses nothing with %s', async ([, { source, files, prepare }]) => {
    await using project = await ProjectDir.with({ 'mlx.yaml': readingYaml(source), ...files });
    await prepare?.(project.path);
    const run = await startMlx(['ingest'], { cwd: project.path });
    await run.says(/running/);
    await sleep(random() * 300);
    run.kill('SIGKILL');
    await run.ended;
    expect(await halfArtifacts(project.path)).toEqual([]);

    const next = await runMlx('ingest', { cwd: project.path });
    expect(next.exitCode, next.stderr).toBe(0);
    expect(await leftovers(project.path)).toEqual([]);
    const after = await digests(project.path);

    const anew = await project.mlx('ingest --full');
    expect(anew.exitCode, anew.stderr).toBe(0);
    expect(after).toEqual(await digests(project.path));
    expect(after).toHaveLength(1);
  });
});

/** Artifacts under their own name that do not hold all their files. */
async function halfArtifacts(project: string): Promise<readonly string[]> {
  const whole = ['artifact.json', 'ingest.json', 'table.parquet'];
  const half: string[] = [];
  for (const folder of await artifacts(project)) {
    const names = await readdir(folder);
    if (!whole.every((name) => names.includes(name))) half.push(folder);
  }
  return half;
}

async function digests(project: string): Promise<readonly string[]> {
  const found = (await artifacts(project)).map(
    async (folder) =>
      (JSON.parse(await readFile(join(folder, 'ingest.json'), 'utf8')) as { digest: string })
        .digest,
  );
  return Promise.all(found);
}

async function artifacts(project: string): Promise<readonly string[]> {
  const folder = join(project, '.mlx', 'artifacts', 'ingest');
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => !name.startsWith('partial-')).map((name) => join(folder, name));
}
