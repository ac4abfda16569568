import { Command, Option } from 'commander';
import { repeatable } from '../common-options.js';
import type { Context } from '../context.js';
import { addRunOptions, type GoalOptions } from '../goal-options.js';
import { runGoal } from '../run-goal.js';
import { sbomCommand } from './package-sbom.js';
import { verifyCommand } from './package-verify.js';

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
      own[name]?.add(command, context);
      return command
        .addHelpText('after', `\nExamples:\n${examplesOf(name)}`)
        .action((options: GoalOptions) => runGoal(() => name, options, { context, command: name }));
    },
);

interface OwnOptions {
  readonly add: (command: Command, context: Context) => void;
  readonly examples: readonly string[];
}

/** What only one stage can do. */
const own: Readonly<Record<string, OwnOptions>> = {
  ingest: {
    add: (command) =>
      void command
        .option('--full', 'read every file again, also those that have not changed')
        .option('--profile', 'look at the data too: reports/profile.html and profile.json'),
    examples: ['--profile'],
  },
  tune: {
    add: (command) =>
      void command
        .option('--fresh', 'begin from nothing: forget the trials made before')
        .addOption(
          new Option(
            '--apply [how]',
            'write the winner into the project file; with --dry-run show what would change',
          )
            .choices(['confirmed', 'anyway'])
            .preset('confirmed'),
        ),
    examples: ['--apply --dry-run'],
  },
  package: {
    add: (command, context) =>
      void command
        .addOption(
          repeatable('--format <name>', 'write this form of the package to `--out` (repeatable)'),
        )
        .option(
          '-o, --out <folder>',
          'copy the package to this folder; with `--format`, that form of it',
        )
        .option(
          '--push [image]',
          'put the container image into a registry: `ghcr.io/team/model:1.2`, or where `package.push` says',
        )
        .addCommand(verifyCommand(context))
        .addCommand(sbomCommand(context)),
    examples: ['--format single-file -o out', '--push ghcr.io/team/model:1.2'],
  },
};

function examplesOf(name: string): string {
  return ['', ...(own[name]?.examples ?? []), '--dry-run', '--force --only']
    .map((options) => `  $ mlx ${name} ${options}`.trimEnd())
    .join('\n');
}
