import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { StageEvent } from '../../src/contracts/events.js';
import type { JsonObject } from '../../src/contracts/json.js';
import type { IngestRequest, IngestResult } from '../../src/data/ingest-request.js';
import { ingestTable } from '../../src/data/ingest-table.js';
import { type Cell, openDatabase } from '../../src/data/tables/database.js';
import { parquetRows } from '../../src/data/tables/sql.js';

/** A project folder with some files; gone when the test ends. */
export async function projectWith(
  files: Readonly<Record<string, string | Buffer>>,
): Promise<TestProject> {
  const folder = await mkdtemp(join(tmpdir(), 'mlx-data-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  for (const name of ['scratch', 'output']) await mkdir(join(folder, name));
  return new TestProject(folder);
}

export class TestProject {
  readonly events: StageEvent[] = [];
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get table(): string {
    return join(this.folder, 'output', 'table.parquet');
  }

  /** Ingests one source. */
  ingest(
    type: string,
    params: JsonObject,
    more: Partial<IngestRequest> = {},
  ): Promise<IngestResult> {
    return ingestTable({
      sources: [{ name: 'rows', type, params }],
      columns: {},
      projectDir: this.folder,
      output: join(this.folder, 'output'),
      scratch: join(this.folder, 'scratch'),
      signal: new AbortController().signal,
      emit: (event) => this.events.push(event),
      ...more,
    });
  }

  /** The rows of a Parquet file of the output, without their number. */
  async rows(file = 'table.parquet'): Promise<readonly Readonly<Record<string, Cell>>[]> {
    await using database = await openDatabase();
    const path = join(this.folder, 'output', file);
    return await database.rows(`SELECT * FROM ${parquetRows(path)}`);
  }
}

/** The types of the columns, by name. */
export function typesOf(result: IngestResult): Readonly<Record<string, string>> {
  return Object.fromEntries(result.columns.map(({ name, type }) => [name, type]));
}
