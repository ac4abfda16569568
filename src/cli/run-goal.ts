import { cp, rm } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Project } from '../project/project.js';
import type { SmallerReport } from '../stages/smaller/smaller-report.js';
import type { CheckReports } from './checks/check-reports.js';
import type { Context } from './context.js';
import type { GoalOptions } from './goal-options.js';
import type { PushPlace, ShownPush } from './push-image.js';
import type { FinishedRun } from './run-stages.js';
import type { Session } from './session.js';
import type { ShownFormat } from './write-formats.js';

/** Runs the stages up to a goal, or shows what that would mean. */
export async function runGoal(
  goalOf: (project: Project) => string,
  given: GoalOptions,
  { context, command }: { readonly context: Context; readonly command: string },
): Promise<void> {
  const anew = given.full === true || given.fresh === true;
  const options = { ...given, ...(anew && { force: true }), everyStage: command === 'run' };
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
  await requireKnownFormats(options);
  const place = await placeToPush(session.project, options, context);
  const { refuseUnasked } = await import('./refuse-unasked.js');
  refuseUnasked(session.project, goal);
  const world = { session, context };
  const applying = options.apply === undefined ? undefined : await applyingTo(options, context);
  if (options.dryRun === true) {
    await showPlan(goal, options, { ...world, applying });
    return;
  }
  await forgetWhatWasKept(session, options);
  const [{ runStages }, { pointingAtSettings }] = await Promise.all([
    import('./run-stages.js'),
    import('./point-at-setting.js'),
  ]);
  const run = await pointingAtSettings(session.project, () =>
    runStages({ goal, command }, options, { ...world, checks }),
  );
  const out = await copyOut(session, { run, options, context });
  const formats = await writtenFormats(session, { run, options, context });
  const pushed = place && (await pushedImage(place, session, { run, options, context }));
  const profiled = options.profile === true ? await writtenProfile(run, options, world) : [];
  if (applying !== undefined) await applying(run.plan, options, world);
  if (checks.printsReport) return;
  const { printRun } = await import('./print-run.js');
  const smaller = await smallerOf(session, run);
  const shown = { ...world, out, formats, pushed, ...(smaller && { smaller }) };
  printRun({ ...run, reports: [...run.reports, ...profiled] }, options, shown);
}

async function requireKnownFormats({ format = [] }: GoalOptions): Promise<void> {
  if (format.length === 0) return;
  const { knownFormats } = await import('./write-formats.js');
  knownFormats(format);
}

/** `--push`: where to; wrong names are told before anything runs. */
async function placeToPush(project: Project, { push }: GoalOptions, context: Context) {
  if (push === undefined) return undefined;
  const { placeOfPush } = await import('./push-image.js');
  return placeOfPush(project, push === true ? undefined : push, context);
}

async function pushedImage(
  place: PushPlace,
  session: Session,
  { run, options, context }: { run: FinishedRun; options: GoalOptions; context: Context },
): Promise<ShownPush | undefined> {
  const made = run.plan.find(({ stage }) => stage.name === 'package');
  if (made === undefined) return undefined;
  const { pushPackageImage } = await import('./push-image.js');
  const folder = session.store.pathOf('package', made.fingerprint);
  const { format: names = [], out = 'out' } = options;
  // One that was just written is not written again.
  const image = resolve(context.cwd, names.length > 1 ? join(out, 'image') : out);
  const written = names.includes('image') ? { image } : {};
  return pushPackageImage(
    { ...{ place, folder, record: run.record, ...written } },
    { session, context },
  );
}

/** `--dry-run`: what would run, or what would be written when the search is made already. */
async function showPlan(
  goal: string,
  options: GoalOptions,
  {
    applying,
    ...world
  }: {
    readonly session: Session;
    readonly context: Context;
    readonly applying: Awaited<ReturnType<typeof applyingTo>> | undefined;
  },
): Promise<void> {
  const [{ planStages }, { printPlan }, { pointingAtSettings }] = await Promise.all([
    import('./run-stages.js'),
    import('./print-plan.js'),
    import('./point-at-setting.js'),
  ]);
  const { project } = world.session;
  const plan = await pointingAtSettings(project, () => planStages(goal, options, world));
  const isKnown = plan.every(({ state }) => state === 'fresh');
  if (applying !== undefined && isKnown) await applying(plan, options, world);
  else printPlan(plan, options, world);
}

/** `--full` and `--fresh`: parts of files, or trials, that were kept are made again. */
async function forgetWhatWasKept({ store }: Session, { full, fresh }: GoalOptions): Promise<void> {
  const kept = [...(full === true ? ['parts'] : []), ...(fresh === true ? ['searches'] : [])];
  for (const name of kept) {
    await rm(join(store.root, 'cache', name), { recursive: true, force: true });
  }
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

/** What was tried to make the model of the package smaller, where the project wants that. */
async function smallerOf(
  { project, store }: Session,
  run: FinishedRun,
): Promise<SmallerReport | undefined> {
  const made = run.plan.find(({ stage }) => stage.name === 'package');
  if (made === undefined || project.package.smaller === undefined) return undefined;
  const { smallerReport } = await import('../stages/smaller/smaller-report.js');
  return smallerReport.find(store.pathOf('package', made.fingerprint));
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
