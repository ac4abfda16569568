import { Command } from 'commander';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { addRunOptions, type GoalOptions, runGoal } from '../run-goal.js';

/** What each stage does, for the help; a test holds the list against the registry of stages. */
export const stageSummaries = {
  ingest: 'read the sources into one typed table',
  split: 'divide the rows into train, validation and test',
  tune: 'search the settings of the candidates',
  train: 'fit the candidates and keep the best on validation',
  evaluate: 'judge the model on the test split and check the requirements',
  package: 'put model, preprocessing and proof into one folder that predicts',
  deploy: 'serve the package, once it has proved itself, and move the alias to it',
} as const;

/** One command per stage: it does its stage and everything that needs to come first. */
export const stageCommands = Object.entries(stageSummaries).map(
  ([name, summary]) =>
    (context: Context): Command => {
      const command = addRunOptions(new Command(name))
        .summary(summary)
        .description(
          `${summary[0]?.toUpperCase() ?? ''}${summary.slice(1)}.\nDoes what it needs first; what is up to date is reused.`,
        )
        .option('--only', 'run this stage alone; what it needs must be up to date');
      if (name === 'ingest')
        command.option('--full', 'read every file again, also those that have not changed');
      if (name === 'package') {
        command.option('-o, --out <folder>', 'copy the package to this folder');
        command.addCommand(verifyCommand(context));
      }
      if (name === 'ingest')
        command.option('--profile', 'look at the data too: reports/profile.html and profile.json');
      return command
        .addHelpText('after', `\nExamples:\n${examplesOf(name)}`)
        .action((options: GoalOptions) => runGoal(() => name, options, { context, command: name }));
    },
);

/** Not a stage: it proves a package that some `mlx package` made. */
function verifyCommand(context: Context): Command {
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

function examplesOf(name: string): string {
  const own = name === 'ingest' ? ['--profile'] : [];
  return ['', ...own, '--dry-run', '--force --only']
    .map((options) => `  $ mlx ${name} ${options}`.trimEnd())
    .join('\n');
}
