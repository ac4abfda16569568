import { type ErrorCode, MlxError, type Problem } from '../errors/index.js';
import type { Path, Project } from '../project/project.js';

/**
 * Does some work for a project; a failure that is about a setting gets the place where that setting was written. Stages
 * see settings, not where they stand, so that they can run anywhere.
 */
export async function pointingAtSettings<Result>(
  project: Project,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof MlxError ? pointed(error, project) : error;
  }
}

function pointed(error: MlxError, project: Project): MlxError {
  const { code, message, hints, cause } = error;
  const problems = error.problems.map((problem) => placed(problem, project));
  const place = error.place ?? (problems.length > 0 ? undefined : placeOf(error, project));
  if (place === error.place && problems.every((each, at) => each === error.problems[at])) {
    return error;
  }
  const changed = new MlxError(code, message, {
    ...{ hints, cause, problems },
    ...(place !== undefined && { place }),
  });
  if (error.stack !== undefined) changed.stack = error.stack;
  return changed;
}

function placed(problem: Problem, project: Project): Problem {
  const place = problem.place ?? placeOf(problem, project);
  return place === undefined || place === problem.place ? problem : { ...problem, place };
}

/** Where the setting that a failure is about was written; undefined when it was not written at all. */
function placeOf(
  problem: Pick<Problem, 'code'> & { readonly path?: Path },
  project: Project,
): Problem['place'] {
  const { code, path = [] } = problem;
  const block = settingOf(code, project);
  if (block === undefined || project.originOf(block) === 'default') return undefined;
  const within = [...block, ...path];
  return project.placeOf(within, path.length === 1 ? 'key' : 'value');
}

function settingOf(code: ErrorCode, project: Project): Path | undefined {
  if (aboutFiles.includes(code)) return pathOfOnlySource(project);
  if (code.startsWith('features/')) return ['features'];
  if (aboutIngest.includes(code)) return ['ingest'];
  if (code.startsWith('combine/')) return ['ingest', 'combine'];
  return settings[code];
}

/** Which file of which source it is, the message says. */
function pathOfOnlySource({ ingest: { sources } }: Project): Path {
  const [name, ...more] = Object.keys(sources);
  const all = ['ingest', 'sources'];
  return name === undefined || more.length > 0 ? all : [...all, name, 'path'];
}

/** Codes whose problems have the way from `ingest`. */
const aboutIngest: readonly ErrorCode[] = [
  'data/circular',
  'data/expression',
  'privacy/carried',
  'quality/broken',
  'quality/misfit',
];

const aboutFiles: readonly ErrorCode[] = [
  'data/file-missing',
  'data/is-folder',
  'data/unreadable-file',
  'data/unknown-file-type',
];

const settings: Readonly<Partial<Record<ErrorCode, Path>>> = {
  'compute/backend-missing': ['compute', 'backend'],
  'data/step-missing': ['ingest', 'steps'],
  'data/split-column': ['split', 'column'],
  'data/split-time': ['split', 'time'],
  'data/split-too-small': ['split'],
  'data/target-empty': ['task', 'target'],
  'quality/nothing-left': ['ingest', 'quality'],
  'learning/cannot-go-on': ['train', 'start_from'],
  'learning/family-unsuited': ['train'],
  'learning/no-parent': ['train', 'start_from'],
  'learning/no-such-class': ['task', 'positive'],
  'learning/no-trial': ['tune', 'search'],
  'learning/one-class': ['task', 'target'],
  'learning/target-not-numeric': ['task', 'type'],
  'learning/too-many-classes': ['task', 'target'],
  'learning/unknown-class': ['train'],
  'requirement/missed': ['requirements'],
  'smaller/not-applicable': ['package', 'smaller'],
  'smaller/refused': ['package', 'smaller'],
};
