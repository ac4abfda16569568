import { Command, Option } from 'commander';
import {
  addProjectOptions,
  type ProjectOptions,
  positiveInteger,
  repeatable,
} from '../common-options.js';
import type { Context } from '../context.js';
import type { CompareOptions } from '../runs/compare-runs.js';
import type { ListOptions } from '../runs/list-runs.js';

const runNames = 'id of a run or how it begins, `latest`, `latest~1`, or `+TAG`';

export function runsCommand(context: Context): Command {
  const runs = new Command('runs')
    .summary('list, compare, tag and note runs, or show one')
    .description('The records of past runs: what ran, why, on what, with which result.');
  runs
    .addCommand(listCommand(context), { isDefault: true })
    .addCommand(
      addProjectOptions(new Command('show'))
        .summary('show one run')
        .argument('[run]', `${runNames}; default: the newest`)
        .action(async (run: string | undefined, options: ProjectOptions) => {
          const { showRun } = await import('../runs/show-run.js');
          await showRun(run, options, context);
        }),
    )
    .addCommand(compareCommand(context))
    .addCommand(tagCommand(context))
    .addCommand(noteCommand(context));
  return runs;
}

function listCommand(context: Context): Command {
  return addProjectOptions(new Command('list'))
    .summary('list runs, newest first')
    .addOption(
      repeatable('--metric <condition>', "that measured so, such as 'roc_auc>0.9' (repeatable)"),
    )
    .addOption(repeatable('--tag <tag>', 'that have a tag (repeatable)'))
    .option('--since <when>', 'started since then: 7d, 12h, 30m or a day')
    .option('--branch <name>', 'of a branch of git')
    .addOption(
      new Option('--outcome <kind>', 'that ended so').choices([
        ...['done', 'failed', 'interrupted', 'killed', 'running'],
      ]),
    )
    .option(
      '--sort <what>',
      'by started, cost, took or a metric (also ./own.ts), best first',
      'started',
    )
    .option('-l, --limit <count>', 'how many', positiveInteger, 20)
    .addHelpText(
      'after',
      `
Examples:
  $ mlx runs list --metric 'roc_auc>0.9' --sort roc_auc
  $ mlx runs list --metric './profit.ts>3' --sort ./profit.ts
  $ mlx runs list --tag best --since 7d --branch main
  $ mlx runs list --json | jq -r '.runs[].id'`,
    )
    .action(async (options: Omit<ListOptions, 'metric' | 'since'> & Written) => {
      const { listRuns } = await import('../runs/list-runs.js');
      const { metricCondition, sinceMoment } = await import('../runs/run-filters.js');
      const { since, metric, ...rest } = options;
      await listRuns(
        {
          ...rest,
          metric: metric.map(metricCondition),
          ...(since !== undefined && { since: sinceMoment(since) }),
        },
        context,
      );
    });
}

/** As it stands on the command line. */
interface Written {
  readonly metric: readonly string[];
  readonly since?: string;
}

function compareCommand(context: Context): Command {
  return addProjectOptions(new Command('compare'))
    .summary('put runs side by side')
    .description(
      'Puts runs side by side: data, settings, metrics, cost, latency and size, each held against the first. Runs that\nwere measured on the same test rows are compared row by row: whether a difference is more than chance is said by\nthe paired bootstrap, of `roc_auc` by DeLong, of `accuracy` by McNemar.',
    )
    .argument('<runs...>', `two or more: ${runNames}`)
    .addOption(
      new Option('--format <kind>', 'how to print it')
        .choices(['table', 'markdown'])
        .default('table'),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ mlx runs compare latest~1 latest
  $ mlx runs compare +best latest --format markdown`,
    )
    .action(async (names: readonly string[], options: CompareOptions) => {
      const { compareRuns } = await import('../runs/compare-runs.js');
      await compareRuns(names, options, context);
    });
}

function tagCommand(context: Context): Command {
  return addProjectOptions(new Command('tag'))
    .summary('give a run tags, or take some away')
    .argument('<run>', runNames)
    .argument('[tags...]', 'tags to add, with or without `+`')
    .addOption(repeatable('--remove <tag>', 'tag to take away (repeatable)'))
    .addHelpText(
      'after',
      '\nExamples:\n  $ mlx runs tag latest +best\n  $ mlx runs tag +best --remove best',
    )
    .action(
      async (
        run: string,
        add: readonly string[],
        options: ProjectOptions & { readonly remove: readonly string[] },
      ) => {
        const { tagRun } = await import('../runs/label-run.js');
        await tagRun(run, { add, remove: options.remove }, { options, context });
      },
    );
}

function noteCommand(context: Context): Command {
  return addProjectOptions(new Command('note'))
    .summary('write a note to a run')
    .argument('<run>', runNames)
    .argument('<note>', 'one line; an empty one takes the note away')
    .addHelpText('after', '\nExample:\n  $ mlx runs note latest "with the cleaned addresses"')
    .action(async (run: string, note: string, options: ProjectOptions) => {
      const { noteRun } = await import('../runs/label-run.js');
      await noteRun(run, note, { options, context });
    });
}
