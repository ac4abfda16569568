import { Command } from 'commander';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';

/** Not a stage: it prints what a package carries. */
export function sbomCommand(context: Context): Command {
  return addProjectOptions(new Command('sbom'))
    .summary('print the bill of materials of a package: CycloneDX 1.6, as JSON')
    .description(
      'The model with its card, the data behind it by digest, and what predicts with it: mlx and the packages of npm that it loads,\nwith versions, licences and hashes. It is a file of the package, so that the signature covers it; printed is what was signed.',
    )
    .argument('[package]', 'a folder, a version or an alias of the registry; default: the newest')
    .addHelpText('after', '\nExample:\n  $ mlx package sbom production > sbom.cdx.json')
    .action(async (wanted: string | undefined, _own: unknown, command: Command) => {
      const { printSbom } = await import('../print-sbom.js');
      await printSbom(wanted, command.optsWithGlobals<ProjectOptions>(), context);
    });
}
