import { cp, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { openPackage } from '../../delivery/package-folder.js';
import type { RegisteredVersion } from '../../delivery/registry/model-registry.js';
import type { VersionLabel } from '../../delivery/registry/version-labels.js';
import { MlxError } from '../../errors/index.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { findPackage } from '../find-package.js';
import { writeJson } from '../output.js';
import { findVersion, openRegistry, signedNow } from './open-registry.js';

/** Options of `mlx registry export`. */
export interface ExportOptions extends ProjectOptions {
  readonly out: string;
}

/** `version.json` of an exported version: what the registry knew of it. */
interface Exported extends VersionLabel {
  readonly name: string;
  readonly fingerprint: string;
  readonly added: string;
}

/** Gives a package a version, and prints it or `mlx.registry-version/1`. */
export async function addPackage(
  written: string | undefined,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const folder =
    written === undefined ? await findPackage(options, context) : resolve(context.cwd, written);
  await add(folder, undefined, { options, context });
}

/** Copies a version into a new folder, with its labels beside the package, or prints `mlx.registry-version/1`. */
export async function exportVersion(
  wanted: string,
  options: ExportOptions,
  context: Context,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const found = await findVersion(registry, wanted);
  const { name, fingerprint, added, folder } = await registry.version(found.name);
  const { paths } = await openPackage(folder);
  const out = resolve(context.cwd, options.out);
  if ((await stat(out).catch(() => undefined)) !== undefined) {
    throw new MlxError('usage/bad-option', `\`${options.out}\` is there already`, {
      hints: ['Name a folder that is not there yet'],
    });
  }
  for (const path of paths) {
    const copy = join(out, 'package', path);
    await mkdir(dirname(copy), { recursive: true });
    await cp(join(folder, path), copy);
  }
  const label = await registry.labels.of(name);
  const record: Exported = { name, fingerprint, added, ...label };
  await writeFile(join(out, 'version.json'), `${JSON.stringify(record, null, 2)}\n`);
  tell(found, { options, context }, `written to ${options.out}`);
}

/** Adds what was exported, with its labels, or any package, and prints the version or `mlx.registry-version/1`. */
export async function importVersion(
  written: string,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const folder = resolve(context.cwd, written);
  const text = await readFile(join(folder, 'version.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return add(folder, undefined, { options, context });
  await add(join(folder, 'package'), exportedOf(text, written), { options, context });
}

interface World {
  readonly options: ProjectOptions;
  readonly context: Context;
}

async function add(folder: string, exported: Exported | undefined, world: World): Promise<void> {
  const { options, context } = world;
  const registry = await openRegistry(options, context);
  const { by, at } = signedNow();
  const before = new Set((await registry.versions()).map(({ name }) => name));
  const version = await registry.addVersion(folder, at);
  const isNew = !before.has(version.name);
  const { tags = [], note } = exported ?? {};
  if (isNew && (tags.length > 0 || note !== undefined)) {
    await registry.labels.change(version.name, {
      ...{ at, by, add: tags },
      ...(note !== undefined && { note }),
    });
  }
  const was = exported === undefined ? '' : ` (was ${exported.name} where it comes from)`;
  tell(version, world, isNew ? `added${was}` : 'was there already');
}

function tell(
  { name, version, fingerprint }: RegisteredVersion,
  { options, context }: World,
  what: string,
): void {
  if (options.json === true) {
    writeJson(context, 'mlx.registry-version/1', { name, version, fingerprint });
  } else if (options.quiet !== true) context.stdout.write(`${name}  ${version}  ${what}\n`);
}

function exportedOf(text: string, folder: string): Exported {
  try {
    const exported = JSON.parse(text) as Partial<Exported> | null;
    const { name, fingerprint, added, tags, note } = exported ?? {};
    if (typeof name === 'string' && typeof fingerprint === 'string' && Array.isArray(tags)) {
      const said = typeof note === 'string' ? { note } : {};
      return { name, fingerprint, added: added ?? '', tags: tags.map(String), ...said };
    }
  } catch {
    // Told below, as whatever else is no version.
  }
  throw new MlxError('package/invalid', `\`${folder}/version.json\` is not an exported version`, {
    hints: ['Export it again with `mlx registry export`, or name the folder of the package itself'],
  });
}
