import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readHeader } from '../data/read-header.js';
import { plainlyHasColumns } from '../data/sources/csv/quick-header.js';
import { sources as kinds } from '../data/sources/index.js';
import { MlxError, nearestWord, type Problem } from '../errors/index.js';
import { inOrder } from '../project/load-project.js';
import type { Path, Project } from '../project/project.js';
import { ingest } from './ingest.js';
import { isOutOfReach } from './source-states.js';

/**
 * Holds the names in a project against the header of its data, reading no more than that. Throws
 * `project/invalid` with every name that is not there, at its place. Leaves nothing behind. A service that is not there, or
 * would have to be read from end to end, is no fault of the project: then the answer is why nothing was held against it.
 */
export async function checkAgainstData(
  project: Project,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (await isPlain(project)) return undefined;
  const { columns, unseen } = await quickColumns(project, signal);
  if (unseen === undefined) refuseUnknownColumns(project, columns);
  return unseen;
}

interface SeenColumns {
  readonly columns: readonly string[];
  /** Why they could not be looked at. */
  readonly unseen?: string;
}

async function quickColumns(project: Project, signal: AbortSignal): Promise<SeenColumns> {
  const { sources } = ingest.settings(project);
  const costly = sources.find(({ type }) => kinds.get(type).costlyHeader);
  if (costly !== undefined) {
    return { columns: [], unseen: `source ${costly.name} shows its columns only when it is read` };
  }
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-header-'));
  const patience = AbortSignal.timeout(longestWait);
  try {
    const { columns } = await readHeader({
      ...{ sources, projectDir: project.dir, scratch },
      signal: AbortSignal.any([signal, patience]),
    });
    return { columns: columns.map(({ name }) => name) };
  } catch (error) {
    signal.throwIfAborted();
    if (patience.aborted && error === patience.reason) {
      return { columns: [], unseen: 'the sources did not show their columns in time' };
    }
    if (isOutOfReach(error) && services(sources)) return { columns: [], unseen: error.message };
    throw error;
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

const longestWait = 20_000;

/** A full disk has the same exit code as a service out of reach, but is no reason to go on. */
function services(sources: readonly { readonly type: string }[]): boolean {
  return sources.some(({ type }) => 'refresh' in kinds.get(type).params);
}

function refuseUnknownColumns(project: Project, columns: readonly string[]): void {
  const { source_column: sourceColumn } = project.ingest;
  const known = sourceColumn === undefined ? columns : [...columns, sourceColumn];
  const problems = namesIn(project).flatMap(({ name, path, part }) =>
    known.includes(name) ? [] : [unknownColumn(name, known, project.placeOf(path, part))],
  );
  if (problems.length === 0) return;
  const count = problems.length === 1 ? 'a column' : `${problems.length} columns`;
  throw new MlxError('project/invalid', `The project names ${count} that the data does not have`, {
    problems: inOrder(problems),
  });
}

/** A single CSV file, read as it comes, whose first line has every name: what most projects have. */
async function isPlain(project: Project): Promise<boolean> {
  const { sources, source_column: sourceColumn } = project.ingest;
  const [source, ...more] = Object.values(sources);
  if (source?.type !== 'csv' || more.length > 0 || sourceColumn !== undefined) return false;
  const { path, header, columns, skip } = source as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string' || header === false || columns !== undefined) return false;
  if (skip !== undefined && skip !== 0) return false;
  const wanted = namesIn(project).map(({ name }) => name);
  return plainlyHasColumns(resolve(project.dir, path), wanted);
}

interface NamedColumn {
  readonly name: string;
  readonly path: Path;
  readonly part?: 'key';
}

/** Every column the project names, and where. */
function namesIn(project: Project): readonly NamedColumn[] {
  const {
    task,
    ingest: { columns },
    features,
    split,
  } = project;
  return [
    { name: task.target, path: ['task', 'target'] },
    ...Object.keys(columns).map((name) => ({
      name,
      path: ['ingest', 'columns', name],
      part: 'key' as const,
    })),
    ...(split.column === undefined ? [] : [{ name: split.column, path: ['split', 'column'] }]),
    ...Object.keys(features).map((name) => ({
      name,
      path: ['features', name],
      part: 'key' as const,
    })),
  ];
}

function unknownColumn(
  name: string,
  known: readonly string[],
  place: NonNullable<Problem['place']>,
): Problem {
  const nearest = nearestWord(name, known);
  const shown = known.slice(0, 30).join(', ');
  return {
    code: 'project/unknown-column',
    message: `The data has no column \`${name}\``,
    place,
    hints: [
      ...(nearest === undefined ? [] : [`Did you mean \`${nearest}\`?`]),
      `There are: ${shown}${known.length > 30 ? `, and ${known.length - 30} more` : ''}`,
    ],
  };
}
