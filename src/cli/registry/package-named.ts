import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { MlxError } from '../../errors/index.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { findPackage } from '../find-package.js';
import { findVersion, openRegistry } from './open-registry.js';

/** The folder of a package: a folder when there is one of that name, else a version or an alias; the newest when none is named. */
export async function packageNamed(
  wanted: string | undefined,
  options: ProjectOptions,
  context: Context,
): Promise<string> {
  if (wanted === undefined) return findPackage(options, context);
  const folder = resolve(context.cwd, wanted);
  if ((await stat(folder).catch(() => undefined))?.isDirectory() === true) return folder;
  if (/[/\\]/.test(wanted)) {
    throw new MlxError('package/none', `There is no folder \`${wanted}\``, {
      hints: ['Name the folder of a package, or a version such as `v3`'],
    });
  }
  const registry = await openRegistry(options, context);
  const { name } = await findVersion(registry, wanted);
  return (await registry.version(name)).folder;
}
