import { resolve } from 'node:path';
import {
  type ExportedVersion,
  exportVersionTo,
  openExport,
} from '../../delivery/registry/exported-version.js';
import type { RegisteredVersion } from '../../delivery/registry/model-registry.js';
import type { ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { findPackage } from '../find-package.js';
import { writeJson } from '../output.js';
import { findVersion, openRegistry, signedNow } from './open-registry.js';

/** Options of `mlx registry export`. */
export interface ExportOptions extends ProjectOptions {
  readonly out?: string;
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

/** Writes a version with its labels to one file, or into a new folder, or prints `mlx.registry-version/1`. */
export async function exportVersion(
  wanted: string,
  options: ExportOptions,
  context: Context,
): Promise<void> {
  const registry = await openRegistry(options, context);
  const version = await registry.version((await findVersion(registry, wanted)).name);
  const { name } = version;
  const out = options.out ?? `${(await registry.manifest(version)).name}-${name}.tar.gz`;
  await exportVersionTo(resolve(context.cwd, out), version, await registry.labels.of(name));
  tell(version, { options, context }, `written to ${out}`);
}

/** Adds what was exported, with its labels, or any package, and prints the version or `mlx.registry-version/1`. */
export async function importVersion(
  written: string,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  await using opened = await openExport(resolve(context.cwd, written));
  await add(opened.folder, opened.record, { options, context });
}

interface World {
  readonly options: ProjectOptions;
  readonly context: Context;
}

async function add(
  folder: string,
  exported: ExportedVersion | undefined,
  world: World,
): Promise<void> {
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
