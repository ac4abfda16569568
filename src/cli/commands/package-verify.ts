import { Command } from 'commander';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';

/** Not a stage: it proves a package that some `mlx package` made. */
export function verifyCommand(context: Context): Command {
  return addProjectOptions(new Command('verify'))
    .summary('prove that a package is what mlx wrote, and still predicts as it did')
    .description(
      'Hashes every file, looks for files that do not belong, replays the golden predictions and checks the signature.\nNeeds nothing but the package: no network, no project.',
    )
    .argument('[package]', 'a folder, a version or an alias of the registry; default: the newest')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mlx package verify production\n  $ mlx package verify ./churn-v3/package --json',
    )
    .action(async (wanted: string | undefined, _own: unknown, command: Command) => {
      const { verifyPackage } = await import('../verify/verify-package.js');
      await verifyPackage(wanted, command.optsWithGlobals<ProjectOptions>(), context);
    });
}
