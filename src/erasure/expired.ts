import { rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { artifactFile } from '../artifacts/artifact-store.js';
import { identifier, literal, parquetRows } from '../data/tables/sql.js';
import type { ErasureWorld } from './find-person.js';
import { filesBelow, foldersIn } from './held-tables.js';

/** An artifact of ingest with rows that are kept too long, and what was made of it. */
export interface ExpiredArtifact {
  readonly folder: string;
  readonly rows: number;
  /** The oldest of them, as YYYY-MM-DD. */
  readonly oldest: string;
  /** Artifacts with rows or results of the same table. Packages are not among them. */
  readonly descendants: readonly string[];
}

/** Artifacts that hold rows older than a day, by a timestamp column. */
export async function expiredArtifacts(
  { column, from }: { readonly column: string; readonly from: string },
  { root, database }: ErasureWorld,
): Promise<readonly ExpiredArtifact[]> {
  const expired: ExpiredArtifact[] = [];
  for (const folder of await foldersIn(join(root, 'artifacts', 'ingest'))) {
    for (const file of await filesBelow(folder)) {
      if (!file.endsWith('.parquet')) continue;
      const cell = identifier(column);
      const [row] = await database
        .rows<{ rows: number; oldest: string }>(
          `SELECT count(*) AS rows, strftime(min(${cell}), '%Y-%m-%d') AS oldest FROM ${parquetRows(file)}
           WHERE ${cell} < TIMESTAMP ${literal(`${from} 00:00:00`)}`,
        )
        .catch(() => []); // No such column, or no timestamp: its rows have no age.
      if (row === undefined || row.rows === 0) continue;
      const descendants = await descendantsOf(root, basename(folder));
      expired.push({ folder, rows: row.rows, oldest: row.oldest, descendants });
    }
  }
  return expired;
}

/** Removes expired artifacts with what was made of them, the table last. */
export async function removeExpired(artifacts: readonly ExpiredArtifact[]): Promise<void> {
  for (const { folder, descendants } of artifacts) {
    for (const each of [...descendants, folder]) {
      const aside = join(dirname(each), `partial-${process.pid}-${basename(each)}`);
      await rename(each, aside);
      await rm(aside, { recursive: true, force: true });
    }
  }
}

/** Artifacts that follow from the ingest artifact of this short fingerprint, but packages. */
async function descendantsOf(root: string, ingest: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const stage of await foldersIn(join(root, 'artifacts'))) {
    if (['ingest', 'package', 'deploy'].includes(basename(stage))) continue;
    for (const folder of await foldersIn(stage)) {
      const facts = await artifactFile.read(folder).catch(() => undefined);
      if (facts?.parts.inputs['ingest']?.startsWith(ingest) === true) found.push(folder);
    }
  }
  return found;
}
