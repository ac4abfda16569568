import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { canonicalJson } from '../../artifacts/fingerprint.js';
import type { Json, JsonObject } from '../../contracts/json.js';
import { mlxVersion } from '../../contracts/version.js';
import { learningStage } from '../../learning/learning-version.js';
import { filesOfMetrics } from '../judging/own-metric.js';
import { filesOfLearning, type LearningSettings, withParams } from '../learning-settings.js';
import type { Search } from '../searches.js';
import type { WrittenObjective } from './objectives.js';
import { isShared, placedAt } from './points.js';
import type { SearchSettings } from './search-settings.js';

/** Folder of all searches of a project; `--fresh` of the command line removes it. */
function searchesFolder(projectDir: string): string {
  return join(projectDir, '.mlx', 'cache', 'searches');
}

/**
 * The settings without what each trial decides anew: what is searched in every trial may be written otherwise, such as by `mlx tune --apply`,
 * and it is the same search.
 */
export function withoutSearched(
  learning: LearningSettings,
  searches: readonly Search[],
): LearningSettings {
  const decided = searches.map(({ space }) =>
    space.dimensions.filter(({ when }) => when === undefined).map(({ path }) => path),
  );
  const candidates = { ...learning.candidates };
  for (const [at, { candidate }] of searches.entries()) {
    const settings = candidates[candidate];
    if (settings === undefined) continue;
    const own = (decided[at] ?? []).filter((path) => !isShared(path));
    candidates[candidate] = withParams(settings, nothingAt(own));
  }
  const [first = [], ...others] = decided;
  const shared = first.filter(
    (path) => isShared(path) && others.every((paths) => paths.includes(path)),
  );
  const { shared: changed } = placedAt(learning, { model: '' }, nothingAt(shared));
  return { ...learning, candidates, ...changed };
}

function nothingAt(paths: readonly string[]): JsonObject {
  return Object.fromEntries(paths.map((path) => [path, null]));
}

/**
 * The folder of a search: by all that decides what a trial becomes and which comes next, and not by what ends the search, so
 * that one that is given more trials or time goes on with those it has made.
 */
export async function folderOfSearch(
  settings: Json,
  {
    projectDir,
    inputs,
    files,
  }: {
    readonly projectDir: string;
    readonly inputs: Readonly<Record<string, string>>;
    readonly files: readonly string[];
  },
): Promise<string> {
  const hashes: Record<string, string> = {};
  for (const file of files) {
    const bytes = await readFile(resolve(projectDir, file)).catch(() => '');
    hashes[file] = createHash('sha256').update(bytes).digest('hex');
  }
  const artifacts = Object.fromEntries(
    Object.entries(inputs).map(([name, folder]) => [name, basename(folder)]),
  );
  const text = canonicalJson({
    ...{ settings, artifacts, hashes, mlxVersion },
    learning: learningStage(0),
  });
  const name = createHash('sha256').update(text).digest('hex').slice(0, 16);
  return join(searchesFolder(projectDir), name);
}

/** Files that decide what is found: those of learning, and the project's own metrics that trials are judged by. */
export async function filesOfSearch(
  settings: LearningSettings & Pick<SearchSettings, 'objectives'>,
  projectDir: string,
): Promise<readonly string[]> {
  const objectives = (settings.objectives ?? []) as readonly WrittenObjective[];
  const files = await filesOfLearning(settings, projectDir);
  return [...new Set([...files, ...(await filesOfMetrics(objectives, projectDir))])];
}
