import { cp, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Project } from '../project/project.js';
import type { CheckReports } from './checks/check-reports.js';
import { addReportOption, type ReportWish } from './checks/report-wish.js';
import { addProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import type { FinishedRun, RunOptions } from './run-stages.js';
import type { Session } from './session.js';
import type { ShownFormat } from './write-formats.js';

/** Options of every command that runs stages. */
export interface GoalOptions extends RunOptions {
  readonly dryRun?: boolean;
  readonly out?: string;
  /** Forms of the package to write to `out`. */
  readonly format?: readonly string[];
  readonly locked?: boolean;
  readonly profile?: boolean;
  /** Some of the rows only, as the user wrote it: `1%`, `0.01` or `1000`. */
  readonly sample?: string;
  /** Whether files are read again that have not changed. */
  readonly full?: boolean;
  /** Reports to write beside what is printed. */
  readonly report?: readonly ReportWish[];
  /** Whether a search begins from nothing, and not with the trials made before. */
  readonly fresh?: boolean;
  /** Whether the winner of a search is written into the project: when it was confirmed, or anyway. */
  readonly apply?: 'confirmed' | 'anyway';
}

/** Options of every command that runs stages. */
export function addRunOptions(command: Command): Command {
  return addReportOption(addProjectOptions(command))
    .option('-n, --dry-run', 'print what would run and why, and do nothing')
    .option('-f, --force', 'run the stage again although nothing changed')
    .option(
      '--refresh',
      'read services again although `refresh: once` or nothing says they changed',
    )
    .option(
      '--sample <size>',
      'try it on some rows, the same each time: a share (1%) or a number (1000)',
    )
    .option('--locked', 'refuse data that has never been accepted')
    .option('-t, --target <name>', 'where to run: a target of the project')
    .addOption(
      new Option('--progress <kind>', 'how to show progress')
        .choices(['auto', 'tty', 'plain', 'json', 'quiet'])
        .default('auto'),
    );
}

/** Runs the stages up to a goal, or shows what that would mean. */
export async function runGoal(
  goalOf: (project: Project) => string,
  given: GoalOptions,
  { context, command }: { readonly context: Context; readonly command: string },
): Promise<void> {
  const anew = given.full === true || given.fresh === true;
  const options = anew ? { ...given, force: true } : given;
  const { CheckReports } = await import('./checks/check-reports.js');
  const checks = new CheckReports(command, options, context);
  await checks.around(() => goAlong(goalOf, options, { context, command, checks }));
}

async function goAlong(
  goalOf: (project: Project) => string,
  options: GoalOptions,
  {
    context,
    command,
    checks,
  }: { readonly context: Context; readonly command: string; readonly checks: CheckReports },
): Promise<void> {
  const [{ openSession }, { takeInput }] = await Promise.all([
    import('./session.js'),
    import('./take-input.js'),
  ]);
  const set = settingsOf(options);
  const opened = await openSession({ ...options, set: [...options.set, ...set] }, context);
  const session = await takeInput(opened, context);
  checks.opened(session);
  const goal = goalOf(session.project);
  if (options.format !== undefined && options.format.length > 0) {
    const { knownFormats } = await import('./write-formats.js');
    knownFormats(options.format);
  }
  const { refuseUnasked } = await import('./refuse-unasked.js');
  refuseUnasked(session.project, goal);
  const world = { session, context };
  const applying = options.apply === undefined ? undefined : await applyingTo(options, context);
  const { pointingAtSettings } = await import('./point-at-setting.js');
  if (options.dryRun === true) {
    const [{ planStages }, { printPlan }] = await Promise.all([
      import('./run-stages.js'),
      import('./print-plan.js'),
    ]);
    const plan = await pointingAtSettings(session.project, () => planStages(goal, options, world));
    const isKnown = plan.every(({ state }) => state === 'fresh');
    if (applying !== undefined && isKnown) await applying(plan, options, world);
    else printPlan(plan, options, world);
    return;
  }
  if (options.full === true) {
    await rm(join(session.store.root, 'cache', 'parts'), { recursive: true, force: true });
  }
  if (options.fresh === true) {
    await rm(join(session.store.root, 'cache', 'searches'), { recursive: true, force: true });
  }
  const { runStages } = await import('./run-stages.js');
  const run = await pointingAtSettings(session.project, () =>
    runStages({ goal, command }, options, { ...world, checks }),
  );
  const out = await copyOut(session, { run, options, context });
  const formats = await writtenFormats(session, { run, options, context });
  const profiled = options.profile === true ? await writtenProfile(run, options, world) : [];
  if (applying !== undefined) await applying(run.plan, options, world);
  if (checks.printsReport) return;
  const { printRun } = await import('./print-run.js');
  printRun({ ...run, reports: [...run.reports, ...profiled] }, options, { ...world, out, formats });
}

/** Reads the project's files as they are now, and answers what writes the winner into them. */
async function applyingTo(options: GoalOptions, context: Context) {
  const [{ loadRequestOf }, { WritableProject }, { applyWinner }] = await Promise.all([
    import('./session.js'),
    import('../project/writable-project.js'),
    import('./apply-winner.js'),
  ]);
  const writable = await WritableProject.read(loadRequestOf(options, context));
  return (
    plan: FinishedRun['plan'],
    wish: GoalOptions,
    world: { readonly session: Session; readonly context: Context },
  ) => applyWinner(writable, plan, { options: wish, ...world });
}

/** Options that stand for settings. */
function settingsOf({ locked, sample }: GoalOptions): readonly string[] {
  return [
    ...(locked === true ? ['ingest.schema.locked=true'] : []),
    ...(sample === undefined ? [] : [`ingest.sample=${sample}`]),
  ];
}

/** `mlx ingest --profile`: what the data is like, as files beside the other reports. */
async function writtenProfile(
  { plan }: FinishedRun,
  options: GoalOptions,
  { session, context }: { readonly session: Session; readonly context: Context },
): Promise<readonly string[]> {
  const { writtenProfileOf } = await import('./profile/written-profile.js');
  return writtenProfileOf(session, plan, { options, context });
}

/** `mlx package --out`: the package, where the user wants it. */
async function copyOut(
  { store }: Session,
  { run, options, context }: { run: FinishedRun; options: GoalOptions; context: Context },
): Promise<string | undefined> {
  const made = run.plan.find(({ stage }) => stage.name === 'package');
  const other = (options.format ?? []).length > 0;
  if (options.out === undefined || made === undefined || other) return undefined;
  const to = resolve(context.cwd, options.out);
  await cp(store.pathOf('package', made.fingerprint), to, { recursive: true });
  return relative(context.cwd, to) || '.';
}

/** `mlx package --format`: other forms of the package. */
async function writtenFormats(
  { project, store }: Session,
  { run, options, context }: { run: FinishedRun; options: GoalOptions; context: Context },
): Promise<readonly ShownFormat[]> {
  const made = run.plan.find(({ stage }) => stage.name === 'package');
  const { format: names = [] } = options;
  if (names.length === 0 || made === undefined) return [];
  const { writeFormatsOut } = await import('./write-formats.js');
  const folder = store.pathOf('package', made.fingerprint);
  const settings = project.package.formats;
  const wished = { names, out: options.out, settings, projectDir: project.dir };
  return writeFormatsOut(folder, wished, context);
}
