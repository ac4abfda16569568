import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import { namesInTable } from '../data/columns/names-in-table.js';
import { columnsOf } from '../data/quality/written-rules.js';
import { readHeader } from '../data/read-header.js';
import { plainlyHasColumns } from '../data/sources/csv/quick-header.js';
import { sources as kinds } from '../data/sources/index.js';
import { MlxError, nearestWord, type Problem } from '../errors/index.js';
import { inOrder } from '../project/load-project.js';
import type { Path, Project } from '../project/project.js';
import { expressionProblems, hasExpressions } from './check-expressions.js';
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
  if (!hasExpressions(project) && (await isPlain(project))) return undefined;
  const { columns, unseen } = await quickColumns(project, signal);
  if (unseen === undefined) await refuseUnknownNames(project, columns);
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

async function refuseUnknownNames(project: Project, columns: readonly string[]): Promise<void> {
  const { source_column: sourceColumn } = project.ingest;
  const inSources = sourceColumn === undefined ? columns : [...columns, sourceColumn];
  const inTable = namesInTable(inSources, project.ingest.columns);
  const unknown = namesIn(project).flatMap(({ name, path, part, where }) => {
    const known = where === 'sources' ? inSources : inTable;
    return known.includes(name) ? [] : [unknownColumn(name, known, project.placeOf(path, part))];
  });
  const problems = [...unknown, ...(await expressionProblems(project, inTable))];
  if (problems.length === 0) return;
  throw new MlxError('project/invalid', summaryOf(unknown.length, problems.length), {
    problems: inOrder(problems),
  });
}

function summaryOf(unknown: number, all: number): string {
  if (unknown === 0) {
    const count = all === 1 ? 'an expression' : `${all} expressions`;
    return `The project has ${count} that cannot be used`;
  }
  const count = unknown === 1 ? 'a column' : `${unknown} columns`;
  return `The project names ${count} that the data does not have`;
}

/** A single CSV file, read as it comes, whose first line has every name: what most projects have. */
async function isPlain(project: Project): Promise<boolean> {
  const { sources, source_column: sourceColumn } = project.ingest;
  const [source, ...more] = Object.values(sources);
  if (source?.type !== 'csv' || more.length > 0 || sourceColumn !== undefined) return false;
  const { path, header, columns, skip } = source as Readonly<Record<string, unknown>>;
  if (typeof path !== 'string' || header === false || columns !== undefined) return false;
  if (skip !== undefined && skip !== 0) return false;
  const renamed = new Map(
    Object.entries(project.ingest.columns).map(([name, { from }]) => [name, from]),
  );
  const derived = new Set(namesInTable([], project.ingest.columns));
  const wanted = namesIn(project)
    .map(({ name, where }) => (where === 'sources' ? name : (renamed.get(name) ?? name)))
    .filter((name) => !derived.has(name));
  return plainlyHasColumns(resolve(project.dir, path), wanted);
}

interface NamedColumn {
  readonly name: string;
  readonly path: Path;
  readonly part?: 'key';
  /** `sources` for a name as the data has it; otherwise it is one of the finished table. */
  readonly where?: 'sources';
}

/** Every column the project names, and where. */
function namesIn(project: Project): readonly NamedColumn[] {
  const {
    task,
    ingest: { columns, quality },
    features,
    split,
  } = project;
  return [
    { name: task.target, path: ['task', 'target'] },
    ...Object.entries(columns).flatMap(([name, { from }]): readonly NamedColumn[] => {
      const path = ['ingest', 'columns', name];
      if (from !== undefined) return [{ name: from, path: [...path, 'from'], where: 'sources' }];
      return [{ name, path, part: 'key' }];
    }),
    ...[...quality.entries()].flatMap(([index, rule]) =>
      columnsOf(rule as JsonObject).map(({ path, ...named }) => ({
        ...named,
        path: ['ingest', 'quality', index, ...path],
      })),
    ),
    ...(['column', 'group', 'time'] as const).flatMap((setting) => {
      const name = split[setting];
      return name === undefined ? [] : [{ name, path: ['split', setting] }];
    }),
    ...(split.key ?? []).map((name, at) => ({ name, path: ['split', 'key', at] })),
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
