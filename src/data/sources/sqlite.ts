import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Params, ValuesOf } from '../../contracts/params.js';
import { type FoundFile, findFiles } from './files/find-files.js';
import { fileParams, type Source } from './source.js';
import { rowParams } from './sql/database-params.js';
import { wantedRows } from './sql/wanted-rows.js';
import { openSqlite } from './sqlite/open-sqlite.js';

const params = { ...fileParams, ...rowParams } as const satisfies Params;

/** Tables of SQLite files. A cell has the type it was stored with, whatever its column declares. */
export const sqlite: Source<typeof params> = {
  name: 'sqlite',
  summary: 'Tables and queries of SQLite files',
  extensions: ['.sqlite', '.sqlite3', '.db', '.db3'],
  params,
  required: ['path'],
  paths: ({ path }) => (path === undefined ? [] : [path]),
  async *open(values, world) {
    const wanted = wantedRows(values);
    for (const found of await findFiles(values.path ?? '', world.projectDir)) {
      yield await openSqlite({ found, wanted, values }, world);
    }
  },
  // The files themselves are hashed with all others; what their write-ahead logs hold is data too.
  async state(values, { projectDir }) {
    const logs = (await filesOf(values, projectDir)).map(async ({ file }) => {
      const log = await readFile(`${file}-wal`).catch(() => Buffer.of());
      return log.length === 0 ? '' : createHash('sha256').update(log).digest('hex');
    });
    return (await Promise.all(logs)).join(' ');
  },
};

async function filesOf(
  { path }: ValuesOf<typeof params>,
  projectDir: string,
): Promise<readonly FoundFile[]> {
  return path === undefined ? [] : await findFiles(path, projectDir);
}
