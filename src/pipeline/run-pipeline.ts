import { mkdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type ArtifactStore, folderBytes } from '../artifacts/artifact-store.js';
import { explainDiskError } from '../artifacts/explain-disk-error.js';
import { holdWorkLock, sweepWorkLocks } from '../artifacts/work-lock.js';
import { sweepTemporary } from '../artifacts/write-atomically.js';
import type { Emit } from '../contracts/events.js';
import { MlxError } from '../errors/index.js';
import type { Project } from '../project/project.js';
import type { RunEvent, Usage } from './events.js';
import type { PlannedStage } from './plan-pipeline.js';
import type { Price, StageRecord } from './run-record.js';
import type { JobSpec, Stage, StageResult } from './stage.js';
import { sweepScratch } from './sweep-scratch.js';

/** Does the work of one stage: in this process, in another, or far away. */
export type Execute = (
  stage: Stage,
  spec: JobSpec,
  world: { readonly signal: AbortSignal; readonly emit: Emit },
) => Promise<{ readonly result: StageResult; readonly usage: Omit<Usage, 'bytes'> }>;

/** Where a stage runs, and what an hour there costs. */
export interface Place {
  readonly target: string;
  readonly execute: Execute;
  readonly price?: Price;
}

export interface PipelineRun {
  readonly plan: readonly PlannedStage[];
  readonly project: Project;
  readonly projectDir: string;
  readonly store: ArtifactStore;
  readonly placeOf: (stage: Stage) => Place;
  readonly emit: (event: RunEvent) => void;
  /** Called before a stage is made; may refuse. */
  readonly before?: (planned: PlannedStage) => Promise<void>;
  /** Called whenever a stage has been dealt with, so that a record survives whatever comes next. */
  readonly record: (stage: StageRecord) => Promise<void>;
  readonly signal: AbortSignal;
  /** Whether artifacts are taken although they may miss a requirement. */
  readonly ungated?: boolean;
}

/** Carries out a plan: reuses what is fresh, makes what is stale, and stops at the first gate that refuses. */
export async function runPipeline(run: PipelineRun): Promise<void> {
  await sweepWorkLocks(join(run.store.root, 'locks'));
  const fresh = run.plan.filter(({ state }) => state === 'fresh');
  await sweepScratch(
    run.store.root,
    fresh.map(({ fingerprint }) => fingerprint),
  );
  await sweepTemporary(join(run.store.root, 'runs'));
  for (const planned of run.plan) {
    run.signal.throwIfAborted();
    if (planned.state === 'fresh') await reuse(planned, run);
    else await make(planned, run);
    await run.store.setLatest(planned.parts);
    const { stage, fingerprint } = planned;
    if (run.ungated === true) continue;
    await stage.gate?.(run.store.pathOf(stage.name, fingerprint), run.project, (event) =>
      run.emit({ type: 'stage-event', stage: stage.name, event }),
    );
  }
}

async function reuse(planned: PlannedStage, run: PipelineRun): Promise<void> {
  const { stage, fingerprint, reason } = planned;
  const { facts } = await run.store.facts(stage.name, fingerprint);
  run.emit({ type: 'stage-fresh', stage: stage.name, fingerprint, reason, facts });
  await run.record({ ...recordOf(planned, run), state: 'reused', facts });
}

async function make(planned: PlannedStage, run: PipelineRun): Promise<void> {
  const { stage, fingerprint } = planned;
  const release = await holdWorkLock(join(run.store.root, 'locks', `${fingerprint}.lock`), {
    onWait: (pid) => run.emit({ type: 'stage-waiting', stage: stage.name, pid }),
    signal: run.signal,
  });
  try {
    if (!planned.repeats && (await run.store.has(stage.name, fingerprint))) {
      await reuse({ ...planned, reason: 'made meanwhile by another mlx' }, run);
    } else {
      await run.before?.(planned);
      await execute(planned, run);
    }
  } finally {
    await release();
  }
}

async function execute(planned: PlannedStage, run: PipelineRun): Promise<void> {
  const { stage, fingerprint, parts, reason } = planned;
  const { target, execute: executeJob } = run.placeOf(stage);
  const scratch = run.store.scratchOf(fingerprint);
  const startedAt = performance.now();
  run.emit({ type: 'stage-started', stage: stage.name, reason, target });
  try {
    await mkdir(scratch, { recursive: true });
    let usage: Omit<Usage, 'bytes'> | undefined;
    const { facts, compute } = await run.store.create(parts, fingerprint, {
      replace: planned.repeats,
      fill: async (output) => {
        const spec = { stage: stage.name, settings: planned.settings, output, scratch };
        const where = { projectDir: run.projectDir, inputs: inputFolders(planned, run) };
        const done = await executeJob(
          stage,
          { ...spec, ...where },
          {
            signal: run.signal,
            emit: (event) => run.emit({ type: 'stage-event', stage: stage.name, event }),
          },
        );
        usage = done.usage;
        return done.result;
      },
    });
    await rm(scratch, { recursive: true, force: true });
    const bytes = await folderBytes(run.store.pathOf(stage.name, fingerprint));
    const used = { seconds: 0, cpuSeconds: 0, peakMemoryMb: 0, ...usage, bytes };
    run.emit({ type: 'stage-finished', stage: stage.name, fingerprint, facts, ...used });
    const ran = { ...recordOf(planned, run), state: 'ran' as const, facts, usage: used };
    await run.record(compute === undefined ? ran : { ...ran, compute });
  } catch (error) {
    const seconds = (performance.now() - startedAt) / 1000;
    const interrupted = run.signal.aborted && ({ interrupted: true } as const);
    run.emit({ type: 'stage-failed', stage: stage.name, seconds, ...interrupted });
    const state = run.signal.aborted ? 'interrupted' : 'failed';
    const usage = { seconds, cpuSeconds: 0, peakMemoryMb: 0, bytes: 0 };
    // What is in it lets the next run go on from there; an empty one is of no use to anybody.
    await rmdir(scratch).catch(() => undefined);
    // A record that cannot be written, on a full disk, must not hide why the stage failed.
    await run.record({ ...recordOf(planned, run), state, facts: [], usage }).catch(() => undefined);
    const explained = run.signal.aborted ? error : explainDiskError(error);
    throw run.signal.aborted || explained instanceof MlxError
      ? explained
      : unforeseen(stage.name, explained);
  }
}

function unforeseen(stage: string, cause: unknown): MlxError {
  return new MlxError('stage/failed', `The ${stage} stage failed`, {
    hints: ['Run again with `--verbose` to see where, and report it if it looks like a bug'],
    cause,
  });
}

function inputFolders({ parts }: PlannedStage, { store }: PipelineRun): Record<string, string> {
  const folders = Object.entries(parts.inputs).map(([name, print]) => [
    name,
    store.pathOf(name, print),
  ]);
  return Object.fromEntries(folders) as Record<string, string>;
}

type RecordBase = Omit<StageRecord, 'state' | 'facts'>;

function recordOf(
  { stage, fingerprint, parts, settings, reason }: PlannedStage,
  run: PipelineRun,
): RecordBase {
  const { target, price } = run.placeOf(stage);
  const base = {
    stage: stage.name,
    reason,
    fingerprint,
    target,
    settings: run.project.masked(settings),
    inputs: parts.inputs,
  };
  return price === undefined ? base : { ...base, price };
}
