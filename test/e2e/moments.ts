import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ProjectDir } from '../helpers/project-dir.js';
import { ingestArtifacts } from '../helpers/project-files.js';

/** Resolves when it is time to strike, or when the run is over. */
export type Moment = (project: ProjectDir, over: Promise<boolean>) => Promise<unknown>;

/** Resolves as soon as there is a file of such a name below `.mlx`. */
export async function thereIs(
  { path }: ProjectDir,
  pattern: RegExp,
  over: Promise<boolean>,
): Promise<void> {
  const folder = join(path, '.mlx');
  let isOver = false;
  while (!isOver && !listed(folder).some((name) => pattern.test(name))) {
    isOver = await Promise.race([over, sleep(1, false)]);
  }
}

function listed(folder: string): readonly string[] {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  } catch {
    return []; // A folder went away while it was listed.
  }
}

/** A table that ingest wrote. */
export interface Table {
  /** Over the content, as `ingest.json` says it. */
  readonly digest: string;
  /** Over the bytes of the file. */
  readonly file: string;
}

/** The tables of a project's ingests. */
export async function tablesOf(project: ProjectDir): Promise<readonly Table[]> {
  const found = (await ingestArtifacts(project.path)).map(async (folder) => {
    const facts = await readFile(join(folder, 'ingest.json'), 'utf8');
    const bytes = await readFile(join(folder, 'table.parquet'));
    const { digest } = JSON.parse(facts) as { readonly digest: string };
    return { digest, file: createHash('sha256').update(bytes).digest('hex') };
  });
  return Promise.all(found);
}
