import { Command } from 'commander';
import type { CheckReports } from '../checks/check-reports.js';
import { addReportOption, type ReportWish } from '../checks/report-wish.js';
import { addProjectOptions, type ProjectOptions } from '../common-options.js';
import type { Context } from '../context.js';
import { outStyle, writeJson } from '../output.js';
import type { Session } from '../session.js';

interface ValidateOptions extends ProjectOptions {
  readonly data: boolean;
  readonly report?: readonly ReportWish[];
}

export function validateCommand(context: Context): Command {
  return addReportOption(addProjectOptions(new Command('validate')))
    .summary('check the project file, and that the data has its columns')
    .description(
      'Checks the project file, then the names in it against the header of the data. Reads no rows, writes\nnothing. What the rows hold is checked by `mlx ingest`.',
    )
    .option('--no-data', 'check the project file only')
    .addHelpText(
      'after',
      '\nExamples:\n  $ mlx validate\n  $ mlx validate --env production --no-data',
    )
    .action(async (options: ValidateOptions) => {
      const { CheckReports } = await import('../checks/check-reports.js');
      const checks = new CheckReports('validate', options, context);
      await checks.around(() => validate(options, context, checks));
    });
}

/** The command without its parser. */
async function validate(
  options: ValidateOptions,
  context: Context,
  checks: CheckReports,
): Promise<void> {
  const { openSession } = await import('../session.js');
  const session = await openSession(options, context);
  checks.opened(session);
  checks.passed('the project file holds', options.project);
  const unseen = options.data ? await checkData(session, context) : 'not wanted';
  const isSeen = unseen === undefined;
  if (isSeen) checks.passed('the data has the columns the project names', 'every column is there');
  if (checks.printsReport) return;
  if (options.json === true) {
    writeJson(context, 'mlx.validation/1', {
      project: 'ok',
      data: isSeen ? 'ok' : 'not looked at',
    });
    return;
  }
  if (options.quiet === true) return;
  const { green } = outStyle(context, options);
  const sources = Object.keys(session.project.ingest.sources).join(', ');
  context.stdout.write(`${green('ok')}  project  ${options.project}\n`);
  context.stdout.write(
    isSeen
      ? `${green('ok')}  data     ${sources}: every column that the project names is there\n`
      : `--  data     not looked at${options.data ? `: ${unseen}` : ''}\n`,
  );
}

/** Holds the project against the header of its data; says why when it could not be looked at. */
async function checkData(session: Session, context: Context): Promise<string | undefined> {
  const [{ takeInput }, { checkAgainstData }, { checkOwnModels }, { pointingAtSettings }] =
    await Promise.all([
      import('../take-input.js'),
      import('../../stages/check-against-data.js'),
      import('../../stages/user-models/check-own-models.js'),
      import('../point-at-setting.js'),
    ]);
  const { project } = await takeInput(session, context);
  await checkOwnModels(project);
  return pointingAtSettings(project, () => checkAgainstData(project, context.signal));
}
