import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import type { ModelRegistry, RegisteredVersion } from '../../delivery/registry/model-registry.js';
import { registryOf } from '../../delivery/rollout/local.js';
import { MlxError } from '../../errors/index.js';
import { registrySettings } from '../../stages/registry-settings.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { stateFolder } from '../open-records.js';
import { projectText } from '../project-text.js';

/**
 * The registry of the project a command is about. Where the project cannot be loaded, the one in its own folder is still found;
 * one that lies elsewhere is not guessed at: then what is wrong with the project is thrown.
 */
export async function openRegistry(
  options: ProjectOptions,
  context: Context,
): Promise<ModelRegistry> {
  const root = stateFolder(options, context);
  const text = await projectText(resolve(context.cwd, options.project));
  // Most projects say nothing of a registry: no need to load them for it.
  if (text === undefined || !saysRegistry(text, options)) return registryOf(root);
  const { openSession } = await import('../session.js');
  const { project } = await openSession(options, context);
  return registryOf(root, registrySettings(project).registry);
}

/** Whether a project may say where its registry is; what it extends may, too, and what was asked for on the command line. */
function saysRegistry(text: string, { env, set }: ProjectOptions): boolean {
  if (env.length > 0 || set.some((setting) => setting.startsWith('registry'))) return true;
  return /\b(registry|extends)\b/.test(text) && placesRegistry(text);
}

/** Whether the text of a project itself places its registry, or leaves that to another that it extends. */
function placesRegistry(text: string): boolean {
  try {
    const { registry = {}, extends: base } = (parse(text) ?? {}) as {
      readonly registry?: unknown;
      readonly extends?: unknown;
    };
    if (base !== undefined || typeof registry !== 'object' || registry === null) return true;
    return 'url' in registry || 'path' in registry;
  } catch {
    return true; // Nobody can say what it says.
  }
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
