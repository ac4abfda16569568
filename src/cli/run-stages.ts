import { checkBudget } from '../costs/check-budget.js';
import { costOfRun } from '../costs/cost-of-run.js';
import type { RunEvent } from '../pipeline/events.js';
import { stagesUpTo } from '../pipeline/graph.js';
import { type PlannedStage, planPipeline } from '../pipeline/plan-pipeline.js';
import { runPipeline } from '../pipeline/run-pipeline.js';
import type { RunRecord } from '../pipeline/run-record.js';
import type { ServiceRules } from '../pipeline/service-states.js';
import type { Stage } from '../pipeline/stage.js';
import { checkAgainstData } from '../stages/check-against-data.js';
import { stages } from '../stages/index.js';
import { checkOwnModels } from '../stages/user-models/check-own-models.js';
import { openReporter, reporterMode } from '../ui/open-reporter.js';
import type { Reporter } from '../ui/reporter.js';
import { colourWanted } from '../ui/style.js';
import { unicodeWanted } from '../ui/symbols.js';
import type { CheckReports } from './checks/check-reports.js';
import type { ProjectOptions } from './common-options.js';
import type { Context } from './context.js';
import { requireFreshInputs } from './only.js';
import { placeOf } from './place-of-work.js';
import { Recording } from './recording.js';
import { machineOf, type Session } from './session.js';
import { TestSetWatch } from './test-set-watch.js';
import { writeReports } from './write-reports.js';

export interface RunOptions extends ProjectOptions {
  readonly target?: string;
  readonly force?: boolean;
  /** Whether `force` means every stage up to the goal. */
  readonly everyStage?: boolean;
  readonly refresh?: boolean;
  readonly only?: boolean;
  readonly ungated?: boolean;
  readonly progress: 'auto' | 'tty' | 'plain' | 'json' | 'quiet';
}

/** What a command that runs stages ends with. */
export interface FinishedRun {
  readonly record: RunRecord;
  readonly plan: readonly PlannedStage[];
  /** HTML reports that were written, relative to the project. */
  readonly reports: readonly string[];
  /** How often the test split has been looked at, when the run has an evaluation. */
  readonly testSet: TestSetWatch['counted'];
}

/** What must be known to run the stages up to a goal. */
export interface RunRequest {
  readonly goal: string;
  /** As the user typed it, for the record. */
  readonly command: string;
}

function forcedOf(
  goal: string,
  { force, everyStage }: Pick<RunOptions, 'force' | 'everyStage'>,
  wanted: readonly Stage[],
): readonly string[] {
  if (force !== true) return [];
  return everyStage === true ? wanted.map(({ name }) => name) : [goal];
}

/**
 * Plans the stages up to a goal, and holds the project against data that has not been read yet. Writes nothing but what
 * it learnt about file hashes, and that only when all is well.
 */
export async function planStages(
  goal: string,
  options: Pick<RunOptions, 'force' | 'everyStage' | 'refresh'> & {
    readonly services?: ServiceRules;
  },
  { session, context }: { session: Session; context: Context },
): Promise<PlannedStage[]> {
  const { project, store, hashes } = session;
  const wanted = stagesUpTo(goal, stages, project);
  if (wanted.some(({ name }) => name === 'train' || name === 'tune')) await checkOwnModels(project);
  const plan = await planPipeline({
    stages: wanted,
    project,
    projectDir: project.dir,
    store,
    hashes,
    force: forcedOf(goal, options, wanted),
    services: options.services ?? { reread: rereads(options, 'due'), insist: false },
    signal: context.signal,
    lapsed: async ({ stage, fingerprint, parts, settings }) =>
      stage.lapsed?.({
        settings,
        projectDir: project.dir,
        inputs: Object.fromEntries(
          Object.entries(parts.inputs).map(([name, print]) => [name, store.pathOf(name, print)]),
        ),
        output: store.pathOf(stage.name, fingerprint),
        signal: context.signal,
        machine: machineOf(context),
      }),
  });
  if (plan.some(({ stage, state }) => stage.name === 'ingest' && state === 'stale')) {
    await checkAgainstData(project, context.signal);
  }
  await hashes.save();
  return plan;
}

/** What the stage commands have in common: check, plan, run, record, report. */
export async function runStages(
  { goal, command }: RunRequest,
  options: RunOptions,
  { session, context, checks }: { session: Session; context: Context; checks?: CheckReports },
): Promise<FinishedRun> {
  const { project } = session;
  const places = placeOf(project, options, context);
  // Other commands go on with what was read last, unless a service says that it has changed.
  const reads = command === 'run' || command === 'ingest';
  const services = { reread: rereads(options, reads ? 'due' : 'none'), insist: reads };
  const plan = await planStages(goal, { ...options, services }, { session, context });
  if (options.only === true) requireFreshInputs(plan, goal);
  checks?.planned(plan);
  const recording = await Recording.start({ session, context, command });
  const testSet = new TestSetWatch(session);
  const reporter = await reporterFor(options, context, plan.length > 1);
  try {
    reporter.event(started(recording.record.id, plan));
    await runPipeline({
      plan,
      project,
      projectDir: project.dir,
      store: session.store,
      placeOf: places,
      emit: (event) => {
        reporter.event(event);
        checks?.event(event);
      },
      before: (planned) => testSet.before(planned),
      record: async (stage) => {
        await recording.add(stage);
        await testSet.after(stage, recording.record.id);
      },
      signal: context.signal,
      ...(options.ungated === true && { ungated: true }),
    });
    const reports = await writeReports(session, { plan, record: recording.record, testSet });
    const cost = costOfRun(recording.record);
    checkBudget(project, cost);
    reporter.event(await recording.end('done', cost));
    return { record: recording.record, plan, reports, testSet: testSet.counted };
  } catch (error) {
    // What can be written of a failed run: the failure itself is what must be told.
    await writeReports(session, { plan, record: recording.record, testSet }).catch(() => undefined);
    const outcome = context.signal.aborted ? 'interrupted' : 'failed';
    reporter.event(await recording.end(outcome, costOfRun(recording.record), error));
    throw error;
  } finally {
    checks?.ended({ plan, record: recording.record, testSet });
    await reporter.close();
  }
}

function rereads(
  { refresh }: Pick<RunOptions, 'refresh'>,
  otherwise: ServiceRules['reread'],
): ServiceRules['reread'] {
  return refresh === true ? 'all' : otherwise;
}

function started(run: string, plan: readonly PlannedStage[]): RunEvent {
  const list = plan.map(({ stage, state, reason }) => ({ stage: stage.name, state, reason }));
  return { type: 'run-started', run, stages: list };
}

async function reporterFor(
  options: RunOptions,
  { stderr, environment }: Context,
  severalStages: boolean,
): Promise<Reporter> {
  const isTTY = stderr.isTTY === true;
  const quiet = options.quiet === true;
  return openReporter({
    mode: quiet
      ? 'quiet'
      : reporterMode({ progress: options.progress, isTTY, env: environment, severalStages }),
    stream: stderr,
    colour: colourWanted(environment, isTTY, options.color === false ? false : undefined),
    unicode: unicodeWanted(environment),
    verbose: options.verbose === true,
  });
}
