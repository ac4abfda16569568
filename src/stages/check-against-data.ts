import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readHeader } from '../data/read-header.js';
import { plainlyHasColumns } from '../data/sources/csv/quick-header.js';
import { MlxError, nearestWord, type Problem } from '../errors/index.js';
import { inOrder } from '../project/load-project.js';
import type { Path, Project } from '../project/project.js';
import { ingest } from './ingest.js';

/**
 * Holds the names in a project against the header of its data, reading no more than that. Throws
 * `project/invalid` with every name that is not there, at its place. Leaves nothing behind.
 */
export async function checkAgainstData(project: Project, signal: AbortSignal): Promise<void> {
  const { sources } = ingest.settings(project);
  if (await isPlain(project)) return;
  const scratch = await mkdtemp(join(tmpdir(), 'mlx-header-'));
  try {
    const { source_column: sourceColumn } = project.ingest;
    const wanted = namesIn(project).flatMap(({ name }) => (name === sourceColumn ? [] : [name]));
    const header = await readHeader({ sources, projectDir: project.dir, scratch, signal, wanted });
    const columns = header.columns.map(({ name }) => name);
    const known = sourceColumn === undefined ? columns : [...columns, sourceColumn];
    const problems = namesIn(project).flatMap(({ name, path, part }) =>
      known.includes(name) ? [] : [unknownColumn(name, known, project.placeOf(path, part))],
    );
    if (problems.length > 0) {
      const count = problems.length === 1 ? 'a column' : `${problems.length} columns`;
      throw new MlxError(
        'project/invalid',
        `The project names ${count} that the data does not have`,
        { problems: inOrder(problems) },
      );
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
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
