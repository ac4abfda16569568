import { resolve } from 'node:path';
import type { JsonObject } from '../contracts/json.js';
import { namesInTable } from '../data/columns/names-in-table.js';
import { matrixKey } from '../data/features/feature-plan.js';
import type { PrivacySettings } from '../data/privacy/apply-privacy.js';
import { errorWithoutContent } from '../data/privacy/error-without-content.js';
import { protectedColumns } from '../data/privacy/notes-without-values.js';
import { columnsOf } from '../data/quality/written-rules.js';
import { plainlyHasColumns } from '../data/sources/csv/quick-header.js';
import type { StepSettings } from '../data/steps/user-step.js';
import { tableSources } from '../data/table-sources.js';
import { MlxError, nearestWord, type Problem } from '../errors/index.js';
import { inOrder } from '../project/load-project.js';
import type { Path, Project } from '../project/project.js';
import { linesOf } from '../project/rules/searched-values-fit.js';
import { derivationProblems, expressionProblems, hasExpressions } from './check-expressions.js';
import { columnsOfTask } from './columns-of-task.js';
import { type CombinedColumns, combinedColumns } from './combined-columns.js';
import { ingest } from './ingest.js';
import { lookupProblems } from './lookup-problems.js';
import { quickColumns, type SeenColumns } from './quick-columns.js';
import { filesOfSteps } from './step-files.js';
import { searchedColumn } from './tuning/points.js';

/**
 * Holds the names in a project against the header of its data, reading no more than that. Throws
 * `project/invalid` with every name that is not there, at its place. Leaves nothing behind. A service that is not there, or
 * would have to be read from end to end, is no fault of the project: then the answer is why nothing was held against it.
 */
export async function checkAgainstData(
  project: Project,
  signal: AbortSignal,
): Promise<string | undefined> {
  await filesOfSteps(project.ingest.steps as readonly StepSettings[], project.dir);
  if (!hasExpressions(project) && (await isPlain(project))) return undefined;
  const { sources, combine, privacy } = ingest.settings(project);
  const isProtected = protectedColumns(privacy as unknown as PrivacySettings).size > 0;
  const rules = project.ingest.quality as readonly JsonObject[];
  const looked = await lookupProblems(project, sources, signal);
  if (looked.length > 0) {
    throw new MlxError('project/invalid', summaryOf(looked), { problems: inOrder(looked) });
  }
  const combines = project.ingest.combine.length > 0;
  const seen = await quickColumns(tableSources(sources, { steps: combine, rules }), {
    ...{ projectDir: project.dir, signal },
    ...(!combines && { wanted: wantedNames(project) }),
  }).catch((error: unknown) => {
    throw isProtected ? errorWithoutContent(error) : error;
  });
  if (seen.unseen === undefined) await refuseUnknown(project, seen);
  return seen.unseen ?? (project.ingest.steps.length > 0 ? afterSteps : undefined);
}

const afterSteps = 'what `ingest.steps` make of its columns is known when they have run';

/** The names that have to be found in the sources: once they are, no further file need be looked at. */
function wantedNames(project: Project): readonly string[] {
  const { source_column: sourceColumn, columns, steps } = project.ingest;
  const others = new Set([sourceColumn, ...namesInTable([], columns)]);
  return namesIn(project)
    .filter(({ where }) => steps.length === 0 || where === 'sources')
    .map(({ name, where }) => (where === 'sources' ? name : (columns[name]?.from ?? name)))
    .filter((name) => !others.has(name));
}

async function refuseUnknown(
  project: Project,
  { columns, bySource }: Pick<SeenColumns, 'columns' | 'bySource'>,
): Promise<void> {
  const combined = combinedColumns(project, bySource);
  const problems = [
    ...combined.problems,
    ...(await problemsInNames(project, { columns, combined })),
  ];
  if (problems.length === 0) return;
  throw new MlxError('project/invalid', summaryOf(problems), { problems: inOrder(problems) });
}

function summaryOf(problems: readonly Problem[]): string {
  const unknown = problems.filter(({ code }) => code.endsWith('/unknown-column')).length;
  if (unknown < problems.length) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    return `Held against the data, the project has ${count}`;
  }
  const count = unknown === 1 ? 'a column' : `${unknown} columns`;
  return `The project names ${count} that the data does not have`;
}

/** All keys of `features` are columns, but the one that stands for all of them together. */
function columnsIn(features: Project['features']): readonly string[] {
  return Object.keys(features).filter((name) => name !== matrixKey);
}

interface TableNames {
  /** Columns of all sources. */
  readonly columns: readonly string[];
  readonly combined: CombinedColumns;
}

/** Names and expressions that do not suit the table; what is said of a column may also be about one that is only read. */
async function problemsInNames(
  project: Project,
  { columns, combined: { names } }: TableNames,
): Promise<readonly Problem[]> {
  if (names === undefined) return [];
  const { source_column: sourceColumn } = project.ingest;
  const inSources = sourceColumn === undefined ? names : [...names, sourceColumn];
  const inTable = namesInTable(inSources, project.ingest.columns);
  const changes = project.ingest.steps.length > 0;
  const unknown = namesIn(project).flatMap(({ name, path, part, where }) => {
    // What the project's own steps make of the table is known when they have run.
    if (changes && where !== 'sources') return [];
    const known = where === 'sources' ? inSources : inTable;
    const described = path[1] === 'columns' && columns.includes(name);
    if (described || known.includes(name)) return [];
    return [unknownColumn(name, known, project.placeOf(path, part))];
  });
  return [
    ...unknown,
    ...(await derivationProblems(project, inSources)),
    ...(changes ? [] : await expressionProblems(project, inTable)),
  ];
}

/** A single CSV file, read as it comes, whose first line has every name: what most projects have. */
async function isPlain(project: Project): Promise<boolean> {
  const { sources, combine, steps, source_column: sourceColumn } = project.ingest;
  const [source, ...more] = Object.values(sources);
  if (source?.type !== 'csv' || more.length + combine.length + steps.length > 0) return false;
  if (sourceColumn !== undefined) return false;
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
    ...columnsOfTask(task),
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
    ...requirementNames(project.requirements),
    ...privacyNames(project.ingest.privacy),
    ...columnsIn(features).map((name) => ({
      name,
      path: ['features', name],
      part: 'key' as const,
    })),
    ...linesOf(project.tune).flatMap(([line]): readonly NamedColumn[] => {
      const name = searchedColumn(line);
      if (name === undefined || name === matrixKey) return [];
      return [{ name, path: ['tune', 'search', line], part: 'key' }];
    }),
  ];
}

/** Columns that slices are cut by, and that are disturbed. */
function requirementNames(requirements: Project['requirements']): readonly NamedColumn[] {
  return requirements.flatMap(({ by = [], robustness: { missing, shift } = {} }, index) => {
    const at = ['requirements', index];
    const gone = Array.isArray(missing) ? (missing as readonly string[]) : [];
    return [
      ...by.map((name, place) => ({ name, path: [...at, 'by', place] })),
      ...(typeof missing === 'string' && missing !== 'each'
        ? [{ name: missing, path: [...at, 'robustness', 'missing'] }]
        : []),
      ...gone.map((name, place) => ({ name, path: [...at, 'robustness', 'missing', place] })),
      ...Object.keys(typeof shift === 'object' ? shift : {}).map((name) => ({
        ...{ name, path: [...at, 'robustness', 'shift', name] },
        part: 'key' as const,
      })),
    ];
  });
}

function privacyNames({
  columns,
  k_anonymity: wish,
  retention,
  subject,
}: Project['ingest']['privacy']): readonly NamedColumn[] {
  const at = (name: string | undefined, ...path: Path): readonly NamedColumn[] =>
    name === undefined ? [] : [{ name, path: ['ingest', 'privacy', ...path] }];
  return [
    ...Object.keys(columns).map((name) => ({
      name,
      path: ['ingest', 'privacy', 'columns', name],
      part: 'key' as const,
    })),
    ...(wish?.quasi ?? []).flatMap((name, index) => at(name, 'k_anonymity', 'quasi', index)),
    ...at(wish?.sensitive, 'k_anonymity', 'sensitive'),
    ...at(retention?.column, 'retention', 'column'),
    ...at(subject, 'subject'),
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
