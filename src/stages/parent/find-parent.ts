import { stat } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { savedModelFiles } from '../../artifacts/saved-model.js';
import type { RegistryPlace } from '../../delivery/registry/open-registry.js';
import { registryOf } from '../../delivery/rollout/local.js';
import { MlxError } from '../../errors/index.js';
import { fittedFeatures } from '../artifact-files.js';

/** A model that training may go on from: the folder of a package, or what a training left. */
export interface FoundParent {
  /** As the project names it: an alias, a version or a folder. */
  readonly from: string;
  /** In words: `production (v3)`. */
  readonly title: string;
  readonly folder: string;
}

/**
 * Finds what `train.start_from` names: a folder when it is written as a path, `v3` as a version, and else what an alias points at
 * now. `place` is where the registry lies. Throws `learning/no-parent` when there is none.
 */
export async function findParent(
  from: string,
  projectDir: string,
  place?: RegistryPlace,
): Promise<FoundParent> {
  if (/[/\\]/.test(from) || from.startsWith('.')) return parentFolder(from, projectDir);
  const registry = registryOf(join(projectDir, '.mlx'), place);
  const versions = await registry.versions();
  const target = (await registry.target(from).catch(() => undefined)) ?? from;
  const version = versions.find(({ name }) => name === target);
  if (version !== undefined) {
    const title = target === from ? from : `${from} (${target})`;
    return { from, title, folder: (await registry.version(version.name)).folder };
  }
  const names = [...Object.keys(await registry.aliases()), ...versions.map(({ name }) => name)];
  throw noParent(`\`${from}\` is neither an alias nor a version in the registry of this project`, [
    names.length === 0
      ? 'There is no version yet: run `mlx deploy`, or leave `start_from` out until then'
      : `Use one of: ${names.slice(0, 20).join(', ')}`,
    'A folder is written as a path: `./its-package`',
  ]);
}

/** The files that decide what a parent is, relative to the project: they belong to the fingerprint of training. */
export async function filesOfParent(
  from: string,
  projectDir: string,
  place?: RegistryPlace,
): Promise<readonly string[]> {
  const { folder } = await findParent(from, projectDir, place);
  return parentFiles.map((name) => relative(projectDir, join(folder, name)));
}

/** Of a package as of a training. */
export const parentFiles = [...savedModelFiles, fittedFeatures.name];

async function parentFolder(from: string, projectDir: string): Promise<FoundParent> {
  const folder = resolve(projectDir, from);
  for (const name of parentFiles) {
    if ((await stat(join(folder, name)).catch(() => undefined)) !== undefined) continue;
    throw noParent(`\`${from}\` holds no model: it has no \`${name}\``, [
      'Name the folder of a package, or an artifact of `mlx train` (`.mlx/artifacts/train/…`)',
    ]);
  }
  return { from, title: from, folder };
}

function noParent(message: string, hints: readonly string[]): MlxError {
  return new MlxError('learning/no-parent', message, { hints });
}
