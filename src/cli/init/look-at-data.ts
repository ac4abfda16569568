import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IngestResult } from '../../data/ingest-request.js';
import { ingestTable } from '../../data/ingest-table.js';
import { readHeader } from '../../data/read-header.js';
import { columnStats } from '../../data/tables/column-stats.js';
import { openDatabase } from '../../data/tables/database.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import { tableFile } from '../../stages/artifact-files.js';
import type { SourceSettings } from './source-settings.js';

/** The data to look at. */
export interface DataRequest {
  /** Settings of the source; a relative path is relative to `dir`. */
  readonly source: SourceSettings;
  readonly dir: string;
  readonly target?: string;
  readonly signal: AbortSignal;
}

/** All that a project for it can be written from. */
export interface SeenData extends IngestResult {
  /** How many rows have each value of the target, the most frequent first; empty without a target. */
  readonly classes: readonly { readonly value: string; readonly count: number }[];
}

/**
 * Reads all of the data as `mlx ingest` will, and leaves nothing behind. Throws what ingest throws, and
 * `usage/unknown-name` for a target that is no column.
 */
export async function lookAtData(request: DataRequest): Promise<SeenData> {
  const { source, dir, target, signal } = request;
  const { type, ...params } = source;
  const sources = [{ name: 'data', type, params }];
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-init-'));
  try {
    const from = { sources, projectDir: dir, scratch, signal };
    if (target !== undefined) refuseUnknown(target, (await readHeader(from)).columns);
    const result = await ingestTable({
      ...{ ...from, columns: {}, output: scratch, emit: () => undefined },
      ...(target !== undefined && { target }),
    });
    const column = result.columns.find(({ name }) => name === target);
    if (column === undefined) return { ...result, classes: [] };
    await using database = await openDatabase({ scratch, signal });
    const stats = await columnStats(database, join(scratch, tableFile), [column]);
    return { ...result, classes: await stats(column.name).values(mostClasses) };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** One more than a classification takes. */
const mostClasses = 1001;

function refuseUnknown(target: string, columns: readonly { readonly name: string }[]): void {
  const names = columns.map(({ name }) => name);
  if (names.includes(target)) return;
  const nearest = nearestWord(target, names);
  throw new MlxError('usage/unknown-name', `The data has no column \`${target}\``, {
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `There are: ${names.slice(0, 30).join(', ')}${names.length > 30 ? `, and ${names.length - 30} more` : ''}`,
    ],
  });
}
