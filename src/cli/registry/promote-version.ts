import { openPackage } from '../../delivery/package-folder.js';
import type { ModelRegistry } from '../../delivery/registry/model-registry.js';
import { deployDefaults } from '../../project/deploy-defaults.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { writeJson } from '../output.js';
import { enforceProjectPolicy } from '../package-policy.js';
import { findVersion, openRegistry, signedNow } from './open-registry.js';

/** Options of `mlx registry promote`. */
export interface PromoteOptions extends ProjectOptions {
  readonly to?: string;
  readonly message: string;
  readonly expect?: string;
}

/** Points an alias at a version, and prints the move or `mlx.registry-promote/1`. */
export async function promoteVersion(
  wanted: string,
  options: PromoteOptions,
  context: Context,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const alias = options.to ?? (await deployedAlias(options, context));
  const { name } = await findVersion(registry, wanted);
  const expected = await expectedVersion(registry, options.expect);
  const { folder } = await registry.version(name);
  await enforceProjectPolicy(await openPackage(folder), options, context);
  const before = (await registry.target(alias)) ?? null;
  const moved = await registry.setAlias(alias, name, {
    ...{ ...signedNow(), why: options.message },
    ...(expected !== undefined && { expected }),
  });
  const from = moved ? await cameFrom(registry, alias, name) : before;
  if (options.json === true) {
    writeJson(context, 'mlx.registry-promote/1', { alias, from, to: name, moved });
  } else if (options.quiet !== true) {
    context.stdout.write(
      moved
        ? `${alias}  ${from ?? 'nothing'} → ${name}  (${options.message})\n`
        : `${alias}  points at ${name} already\n`,
    );
  }
}

async function expectedVersion(
  registry: ModelRegistry,
  word: string | undefined,
): Promise<string | null | undefined> {
  if (word === undefined) return undefined;
  return word === 'none' ? null : (await findVersion(registry, word)).name;
}

/** Where the last move of an alias to a version came from. */
async function cameFrom(
  registry: ModelRegistry,
  alias: string,
  version: string,
): Promise<string | null> {
  return (await registry.history(alias)).findLast(({ to }) => to === version)?.from ?? null;
}

/** What the project deploys to. */
async function deployedAlias(options: ProjectOptions, context: Context): Promise<string> {
  const { openSession } = await import('../session.js');
  const { project } = await openSession(options, context);
  return { ...deployDefaults, ...project.deploy }.alias;
}
