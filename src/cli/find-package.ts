import { access } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ArtifactStore } from '../artifacts/artifact-store.js';
import { fingerprintOf } from '../artifacts/fingerprint.js';
import { MlxError } from '../errors/index.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { openRegistry } from './registry/open-registry.js';

/** The project's `.mlx` folder, whether or not the project file can be read. */
export function stateOf({ project }: ProjectOptions, { cwd }: Context): string {
  return join(dirname(resolve(cwd, project)), '.mlx');
}

/**
 * The package a command is about: what `--package` names, what `--alias` points at, or the newest one of the
 * project. Throws `package/none` when there is none.
 */
export async function findPackage(
  options: ProjectOptions & { readonly package?: string; readonly alias?: string },
  context: Context,
): Promise<string> {
  if (options.package !== undefined) return resolve(context.cwd, options.package);
  const root = stateOf(options, context);
  if (options.alias !== undefined) {
    const registry = await openRegistry(options, context);
    const name = await registry.target(options.alias);
    if (name !== undefined) return (await registry.version(name)).folder;
    throw none(
      `The alias \`${options.alias}\` points at nothing`,
      'Run `mlx deploy` to point it at a version',
    );
  }
  const store = new ArtifactStore(root);
  const latest = await store.latest('package');
  if (latest !== undefined) {
    const fingerprint = fingerprintOf(latest);
    if (await store.has('package', fingerprint)) return store.pathOf('package', fingerprint);
  }
  const { project } = options;
  const there = await access(resolve(context.cwd, project)).then(
    () => true,
    () => false,
  );
  if (!there) {
    throw none(
      `There is no project file \`${project}\`, and so no package`,
      'Go to the folder of the project, or name a package with `--package FOLDER`',
    );
  }
  throw none(
    'The project has no package yet',
    'Run `mlx package`, or name one with `--package FOLDER`',
  );
}

function none(message: string, hint: string): MlxError {
  return new MlxError('package/none', message, { hints: [hint] });
}
