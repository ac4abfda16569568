import { existsSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { Place } from '../../errors/index.js';
import type { Context } from '../context.js';

/**
 * Makes the file of a place relative to the root of the repository, as GitHub, GitLab and SARIF name files: places are
 * written relative to where mlx was started, or, of data, to the project.
 */
export function repositoryPlaces(
  { cwd, environment }: Pick<Context, 'cwd' | 'environment'>,
  projectDir: string,
): (place: Place) => Place {
  const root = rootOf(cwd, environment);
  return (place) => {
    const bases = isAbsolute(place.file) ? [''] : [cwd, projectDir];
    const paths = bases.map((base) => resolve(base, place.file));
    const path = paths.find((each) => existsSync(each)) ?? paths[0] ?? place.file;
    const within = relative(root, path);
    if (within.startsWith('..') || isAbsolute(within) || within === '') return place;
    return { ...place, file: within.split(sep).join('/') };
  };
}

/** Where the repository is checked out: what the CI says, else the folder with `.git`, else where mlx was started. */
function rootOf(cwd: string, environment: Context['environment']): string {
  const named = environment['GITHUB_WORKSPACE'] ?? environment['CI_PROJECT_DIR'];
  if (named !== undefined && named !== '' && !relative(named, cwd).startsWith('..')) return named;
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (existsSync(join(folder, '.git'))) return folder;
    if (dirname(folder) === folder) return cwd;
  }
}
