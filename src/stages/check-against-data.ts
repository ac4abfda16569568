import { resolve } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import { namesInTable } from '../data/columns/names-in-table.js';
import { columnsOf } from '../data/quality/written-rules.js';
import { plainlyHasColumns } from '../data/sources/csv/quick-header.js';
import { MlxError, nearestWord, type Problem } from '../errors/index.js';
import { inOrder } from '../project/load-project.js';
import type { Path, Project } from '../project/project.js';
import { expressionProblems, hasExpressions } from './check-expressions.js';
import { ingest } from './ingest.js';
import { quickColumns } from './quick-columns.js';

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
  const { sources } = ingest.settings(project);
  const { columns, unseen } = await quickColumns(sources, {
    ...{ projectDir: project.dir, signal, wanted: wantedNames(project) },
  });
  if (unseen === undefined) await refuseUnknown(project, columns);
  return unseen;
}

/** The names that have to be found in the sources: once they are, no further file need be looked at. */
function wantedNames(project: Project): readonly string[] {
  const { source_column: sourceColumn, columns } = project.ingest;
  const others = new Set([sourceColumn, ...namesInTable([], columns)]);
  return namesIn(project)
    .map(({ name, where }) => (where === 'sources' ? name : (columns[name]?.from ?? name)))
    .filter((name) => !others.has(name));
}

async function refuseUnknown(project: Project, columns: readonly string[]): Promise<void> {
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
  return plainlyHasColumns(resolve(project.dir, path), wantedNames(project));
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
