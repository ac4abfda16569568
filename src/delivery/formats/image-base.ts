import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { storedCredentials } from '../oci/credentials.js';
import { LayoutFolder } from '../oci/layout-folder.js';
import { imageOfLayout, pullImage, type WholeImage } from '../oci/pull-image.js';
import { parseReference } from '../oci/reference.js';
import type { FormatWorld } from './format.js';

/** What an image stands on, as far as mlx reads its config. */
export interface BaseImage {
  /** As the user named it, and the digest it had. */
  readonly name: string;
  readonly digest: string;
  /** Whether it lies in a folder, which a Dockerfile cannot name. */
  readonly isFolder: boolean;
  readonly layers: WholeImage['layers'];
  readonly diffIds: readonly string[];
  readonly history: readonly object[];
  readonly environment: readonly string[];
  readonly entrypoint: readonly string[];
}

interface WrittenConfig {
  readonly config?: { readonly Env?: readonly string[]; readonly Entrypoint?: readonly string[] };
  readonly rootfs: { readonly diff_ids: readonly string[] };
  readonly history?: readonly object[];
}

/**
 * The base that a user names: a folder with an OCI layout, from the project's folder on, or an image in a registry, pulled as
 * `docker login` allows. Throws what registries throw.
 */
export async function baseImage(
  name: string,
  architecture: string,
  world: FormatWorld,
): Promise<BaseImage> {
  const folder = resolve(world.projectDir, name);
  const isFolder = await access(join(folder, 'index.json')).then(
    () => true,
    () => false,
  );
  const { config, digest, layers } = isFolder
    ? await imageOfLayout(new LayoutFolder(folder), architecture, name)
    : await pulled(name, architecture, world);
  const { rootfs, history = [], config: own = {} } = config as WrittenConfig;
  return {
    ...{ name, digest, isFolder, layers, history, diffIds: rootfs.diff_ids },
    environment: own.Env ?? [],
    // Images of Node begin with a script or with Node itself, which both take a file to run.
    entrypoint: own.Entrypoint?.length ? own.Entrypoint : ['node'],
  };
}

async function pulled(
  name: string,
  architecture: string,
  { environment, signal }: FormatWorld,
): Promise<WholeImage> {
  const place = parseReference(name);
  const credentials = await storedCredentials(place.registry, environment);
  return pullImage(place, architecture, { credentials, signal });
}
