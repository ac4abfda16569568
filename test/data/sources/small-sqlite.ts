import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Database as Sqlite } from 'node-sqlite3-wasm';
import { projectWith } from '../project.js';

/** An SQLite file with the rows of the contract in a table `rows`. */
export async function sqliteFile(): Promise<Buffer> {
  const { folder } = await projectWith({});
  const database = new Sqlite(join(folder, 'rows.db'));
  database.exec('CREATE TABLE rows (id INTEGER, name TEXT, score REAL, ok BOOLEAN, at TIMESTAMP)');
  database.exec(`INSERT INTO rows VALUES (1, 'Ann, "A"', 1.5, 1, '2026-01-31T08:00:00Z'),
    (2, 'Bo', NULL, 0, '2026-02-01')`);
  database.close();
  return readFile(join(folder, 'rows.db'));
}
