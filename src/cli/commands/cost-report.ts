import { Command, Option } from 'commander';
import { addProjectOptions, type ProjectOptions, positiveInteger } from '../common-options.js';
import type { Context } from '../context.js';

interface CostOptions extends ProjectOptions {
  readonly run?: string;
  readonly by: 'stage' | 'run';
  readonly limit: number;
  readonly format: 'table' | 'markdown';
}

export function costReportCommand(context: Context): Command {
  return addProjectOptions(new Command('cost-report'))
    .summary('print what runs used and cost')
    .description(
      'Prints seconds, CPU, memory, bytes and cost from the run records. A cost is wall time times the price that\nwas frozen into the record, with its date; a run without a price has no cost, which is not the same as 0.',
    )
    .option('--run <id>', 'a run, or how its id begins; default: the newest that did any work')
    .addOption(
      new Option('--by <what>', 'stages of one run, or a line per run')
        .choices(['stage', 'run'])
        .default('stage'),
    )
    .option('-l, --limit <count>', 'with `--by run`: how many runs', positiveInteger, 20)
    .addOption(
      new Option('--format <kind>', 'how to print it')
        .choices(['table', 'markdown'])
        .default('table'),
    )
    .addHelpText(
      'after',
      `
Examples:
  $ mlx cost-report
  $ mlx cost-report --by run --json
  $ mlx cost-report --format markdown >> "$GITHUB_STEP_SUMMARY"

Ends with exit code 7 when the project has a \`cost_usd\` requirement and the run breaks it.`,
    )
    .action((options: CostOptions) => costReport(options, context));
}

/** The command without its parser. */
async function costReport(options: CostOptions, context: Context): Promise<void> {
  const [
    { openSession },
    { costOfRun },
    { checkBudget },
    { costTable, totalsOf },
    { markdownTable },
    output,
  ] = await Promise.all([
    import('../session.js'),
    import('../../costs/cost-of-run.js'),
    import('../../costs/check-budget.js'),
    import('../../reports/cost-table.js'),
    import('../../ui/table.js'),
    import('../output.js'),
  ]);
  const { project, records } = await openSession(options, context);
  const { findRun } = await import('../open-records.js');
  const all = (await records.list()).map(costOfRun);
  const worked = all.filter(({ stages }) => stages.some(({ state }) => state !== 'reused'));
  const wanted =
    options.run === undefined ? worked[0] : costOfRun(await findRun(records, options.run));
  const shown =
    options.by === 'run' ? all.slice(0, options.limit) : wanted === undefined ? [] : [wanted];

  if (options.json === true) {
    output.writeJson(context, 'mlx.cost-report/1', { currency: 'usd', runs: shown });
  } else if (shown.length === 0) {
    context.stdout.write('no run has done any work yet\n');
  } else if (options.format === 'markdown') {
    context.stdout.write(`${markdownTable(costTable(shown, options.by))}\n${totalsOf(shown)}\n`);
  } else {
    output.writeTable(context, options, costTable(shown, options.by));
    context.stdout.write(`\n${totalsOf(shown)}\n`);
  }
  if (wanted !== undefined && options.by === 'stage') checkBudget(project, wanted);
}
