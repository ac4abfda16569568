import { userInfo } from 'node:os';
import type { ModelRegistry, RegisteredVersion } from '../../delivery/registry/model-registry.js';
import { registryOf } from '../../delivery/rollout/local.js';
import { MlxError } from '../../errors/index.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { stateFolder } from '../open-records.js';

/** The registry of the project a command is about. */
export async function openRegistry(
  options: ProjectOptions,
  context: Context,
): Promise<ModelRegistry> {
  return Promise.resolve(registryOf(stateFolder(options, context)));
}

/**
 * A version by its name, an alias, `latest`, or the beginning of its package's version (six digits or more). It may have
 * lost its package. Throws `registry/unknown-version` naming what there is.
 */
export async function findVersion(
  registry: ModelRegistry,
  wanted: string,
): Promise<RegisteredVersion> {
  if (/^v\d+$/.test(wanted)) return registry.known(wanted);
  const target = await registry.target(wanted);
  if (target !== undefined) return registry.known(target);
  const versions = await registry.versions();
  const found =
    wanted === 'latest'
      ? versions.at(-1)
      : versions.findLast(
          ({ fingerprint }) => wanted.length >= 6 && fingerprint.startsWith(wanted),
        );
  if (found !== undefined) return found;
  const aliases = Object.keys(await registry.aliases());
  const names = [...aliases, ...versions.slice(-10).map(({ name }) => name)];
  throw new MlxError(
    'registry/unknown-version',
    versions.length === 0
      ? 'The registry has no versions yet'
      : `The registry has no version or alias \`${wanted}\``,
    {
      hints: [
        versions.length === 0
          ? 'Run `mlx deploy`, or `mlx registry add`'
          : `Use one of: ${names.map((name) => `\`${name}\``).join(', ')}`,
      ],
    },
  );
}

/** Who and when, for histories. */
export function signedNow(): { readonly by: string; readonly at: string } {
  return { by: userInfo().username, at: new Date().toISOString() };
}

/** `2026-11-28 01:20`, in UTC. */
export function minuteOf(iso: string): string {
  return iso.slice(0, 16).replace('T', ' ');
}
