import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openPackage } from '../delivery/package-folder.js';
import { sbomFile } from '../delivery/sbom/bill-of-materials.js';
import { MlxError } from '../errors/index.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { packageNamed } from './registry/package-named.js';

/** Prints the bill of materials of a package byte for byte, after all its files were checked. Throws `package/no-sbom`, `package/invalid`. */
export async function printSbom(
  wanted: string | undefined,
  options: ProjectOptions,
  context: Context,
): Promise<void> {
  const { folder, paths, manifest } = await openPackage(
    await packageNamed(wanted, options, context),
  );
  if (!paths.includes(sbomFile)) {
    throw new MlxError(
      'package/no-sbom',
      `The package ${manifest.name} ${manifest.version} has no bill of materials`,
      { hints: ['Run `mlx package` to make it anew: packages carry one now'] },
    );
  }
  context.stdout.write(await readFile(join(folder, sbomFile), 'utf8'));
}
