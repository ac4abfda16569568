import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Emit, StageEvent } from '../../contracts/events.js';
import type { IngestResult } from '../../data/ingest-request.js';
import { ingestTable } from '../../data/ingest-table.js';
import type { Profile, TargetKind } from '../../data/profile/profile.js';
import { profileTable } from '../../data/profile/profile-table.js';
import { MlxError, nearestWord } from '../../errors/index.js';
import { ingested, tableFile } from '../../stages/artifact-files.js';
import { sourceSettings } from '../init/source-settings.js';
import { personalDataIn } from './personal-data-in.js';

/** A table as ingest leaves it, while someone looks at it. */
export interface OpenTable {
  /** What the user knows it by. */
  readonly title: string;
  readonly file: string;
  readonly facts: IngestResult;
  readonly target?: { readonly name: string; readonly kind?: TargetKind };
}

/** What tells how far the work on a stage is. */
export type EmitOf = (stage: 'ingest' | 'profile') => Emit;

export interface DataFileRequest {
  readonly path: string;
  readonly dir: string;
  readonly source: readonly string[];
  readonly target: string | undefined;
  readonly signal: AbortSignal;
  readonly emit: Emit;
}

/** Reads a data file as ingest would, does some work on it, and leaves nothing behind. */
export async function withDataFile<Result>(
  { path, dir, source, target, signal, emit }: DataFileRequest,
  work: (table: OpenTable) => Promise<Result>,
): Promise<Result> {
  const { type, ...params } = await sourceSettings({ path, cwd: dir }, source);
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-profile-'));
  try {
    const facts = await ingestTable({
      ...{ sources: [{ name: 'data', type, params }], columns: {}, projectDir: dir },
      ...{ output: scratch, scratch, signal, emit: withoutNews(emit) },
      // The profile looks for it itself, in all columns.
      privacy: { detect: 'off', columns: {} },
      ...(target !== undefined && { target }),
    });
    const file = join(scratch, tableFile);
    return await work({
      title: path,
      file,
      facts,
      ...(target !== undefined && { target: { name: target } }),
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** The table of an ingest artifact. */
export async function tableOfArtifact(
  folder: string,
  named: Pick<OpenTable, 'title' | 'target'>,
): Promise<OpenTable> {
  return { ...named, file: join(folder, tableFile), facts: await ingested.read(folder) };
}

/** The profile of an open table. */
export async function profileOf(
  { file, facts, target }: OpenTable,
  { signal, emit }: { readonly signal: AbortSignal; readonly emit: Emit },
): Promise<Profile> {
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-profile-'));
  try {
    return await profileTable({
      ...{ file, scratch, signal, emit },
      rows: facts.table.rows,
      columns: facts.columns,
      personal: await personalDataIn({ file, facts }, { scratch, signal }),
      bytes: facts.sources.reduce((sum, { bytes }) => sum + bytes, 0),
      ...(target !== undefined && { target }),
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Throws `usage/unknown-name` for a column that is not there. */
export function requireColumn(name: string, names: readonly string[]): void {
  if (names.includes(name)) return;
  const nearest = nearestWord(name, names);
  throw new MlxError('usage/unknown-name', `The data has no column \`${name}\``, {
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `There are: ${names.slice(0, 30).join(', ')}${names.length > 30 ? `, and ${names.length - 30} more` : ''}`,
    ],
  });
}

/** Notes of ingest are of use where a project can act on them; here they would only repeat what the profile says. */
function withoutNews(emit: Emit): Emit {
  return (event: StageEvent) => {
    if (event.type === 'progress' || event.type === 'warning') emit(event);
  };
}
