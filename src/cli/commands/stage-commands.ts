import { Command, Option } from 'commander';
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
      if (name === 'tune') {
        command
          .option('--fresh', 'begin from nothing: forget the trials made before')
          .addOption(
            new Option(
              '--apply [how]',
              'write the winner into the project file; with --dry-run show what would change',
            )
              .choices(['confirmed', 'anyway'])
              .preset('confirmed'),
          );
      }
      if (name === 'package')
        command.option('-o, --out <folder>', 'copy the package to this folder');
      if (name === 'ingest')
        command.option('--profile', 'look at the data too: reports/profile.html and profile.json');
      return command
        .addHelpText('after', `\nExamples:\n${examplesOf(name)}`)
        .action((options: GoalOptions) => runGoal(() => name, options, { context, command: name }));
    },
);

function examplesOf(name: string): string {
  const own =
    name === 'ingest'
      ? ['--profile']
      : name === 'tune'
        ? ['--fresh', '--apply', '--apply --dry-run']
        : [];
  const dry = name === 'tune' ? [] : ['--dry-run'];
  return ['', ...own, ...dry, '--force --only']
    .map((options) => `  $ mlx ${name} ${options}`.trimEnd())
    .join('\n');
}
