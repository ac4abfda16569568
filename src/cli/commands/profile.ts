import { Command } from 'commander';
import { addProjectOptions, repeatable } from '../common-options.js';
import type { Context } from '../context.js';
import type { ProfileOptions } from '../profile/profile-options.js';

export function profileCommand(context: Context): Command {
  return addProjectOptions(new Command('profile'))
    .summary('look at the data: types, gaps, distributions, what goes together, what is suspicious')
    .description(
      "Looks at a data file, or at the project's data as ingest leaves it (which it does first, when it is not up to\ndate). Every figure is exact over all rows but those that say they are taken on a sample. Suspicions stand at the\nend, what matters most last.",
    )
    .argument('[data]', "a data file of any kind that `ingest` reads; default: the project's data")
    .option('--column <name>', 'everything about one column')
    .option('--html [file]', 'write it as one HTML page; default: reports/profile.html')
    .option(
      '--against <data>',
      'how the data differs from another file, or from that of a past run',
    )
    .option('--target <column>', 'with a data file: the column to predict')
    .addOption(
      repeatable(
        '--source <param=value>',
        'with a data file: how to read it, such as skip=3 or type=csv (repeatable)',
      ),
    )
    .option('-f, --force', 'look again although nothing changed')
    .addHelpText(
      'after',
      `
Examples:
  $ mlx profile                              the data of the project in this folder
  $ mlx profile data.csv --target price      any file, without a project
  $ mlx profile data.csv --column area
  $ mlx profile --html
  $ mlx profile new.csv --against old.csv    what has drifted
  $ mlx profile --json | jq '.suspicions[] | select(.weight == "high")'`,
    )
    .action(async (data: string | undefined, options: ProfileOptions) => {
      const { profile } = await import('../profile/run-profile.js');
      await profile(data, options, context);
    });
}
