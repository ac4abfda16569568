import { mkdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Emit } from '../../contracts/events.js';
import type { Json } from '../../contracts/json.js';
import { runChildJob } from '../../pipeline/child-job.js';
import type { Job } from '../../pipeline/stage.js';
import type { LearningSettings } from '../learning-settings.js';
import { doFit, FitWorkshop, fitJob } from './do-fit.js';
import { type Fit, type FitRecord, type FitSettings, fitRecord, nameOf } from './fit.js';

type FitsJob = Pick<
  Job<never, 'ingest' | 'split'>,
  'inputs' | 'scratch' | 'projectDir' | 'signal' | 'emit' | 'machine'
>;

export interface FitsRequest {
  readonly learning: LearningSettings;
  /** How many at once, each in a process of its own; 1: one after another, in this process. */
  readonly parallel: number;
  /** When the time is used up, in milliseconds since 1970: no fit is begun later. The first is always done. */
  readonly deadline: number | null;
}

/** A fit that was done, and the folder with what it left. */
export interface DoneFit extends FitRecord {
  readonly fit: Fit;
  readonly folder: string;
}

/**
 * Does the fits in their order and gives those that were done. What is done is kept in the scratch folder: after a kill,
 * finished fits are taken from there and the others go on from their checkpoints. The first failure stops them all.
 */
export async function runFits(
  fits: readonly Fit[],
  request: FitsRequest,
  job: FitsJob,
): Promise<readonly DoneFit[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  const crew = Math.min(request.parallel, fits.length);
  const emit = spokenOnce(job.emit);
  const workshop = new FitWorkshop(request.learning.backend, { ...job, emit });
  const work = crew > 1 ? inChild : inThisProcess(workshop);
  const done = new Map<number, DoneFit>();
  const queue = fits.entries();

  async function worker(): Promise<void> {
    for (const [place, fit] of queue) {
      signal.throwIfAborted();
      const isLate = request.deadline !== null && Date.now() >= request.deadline;
      const folder = join(job.scratch, 'fits', nameOf(fit));
      if (isLate && place > 0 && !(await isDone(folder))) continue;
      const settings = settingsOf(fit, request, job.scratch);
      const world = { ...job, signal, emit: ofFold(fit, emit) };
      if (!(await isDone(folder))) await fill(folder, (output) => work(settings, output, world));
      done.set(place, { ...(await fitRecord.read(folder)), fit, folder });
    }
  }

  const workers = Array.from({ length: crew }, () => worker());
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort(error);
    await Promise.allSettled(workers);
    throw error;
  } finally {
    await workshop.close();
  }
  return fits.flatMap((_, place) => done.get(place) ?? []);
}

/** Every process opens a backend, and every fold finds the same about the features: once is enough. */
export function spokenOnce(emit: Emit): Emit {
  const said = new Set<string>();
  return (event) => {
    if (event.type === 'backend' || event.type === 'warning' || event.type === 'features') {
      const words = event.type === 'features' ? event.reading : JSON.stringify(event);
      if (said.has(words)) return;
      said.add(words);
    }
    emit(event);
  };
}

/** Says of an epoch which fold it belongs to. */
function ofFold({ candidate, fold }: Fit, emit: Emit): Emit {
  if (fold === null) return emit;
  const name = `${candidate}, fold ${fold.outer}${fold.repeat > 1 ? ` of round ${fold.repeat}` : ''}`;
  return (event) => emit(event.type === 'epoch' ? { ...event, candidate: name } : event);
}

type Work = (settings: FitSettings, output: string, job: FitsJob) => Promise<void>;

function inThisProcess(workshop: FitWorkshop): Work {
  return async (settings, output, job) => {
    const scratch = scratchOf(output);
    await mkdir(scratch, { recursive: true });
    await doFit(settings, workshop, { ...job, output, scratch, settings: undefined as never });
  };
}

const inChild: Work = async (settings, output, { machine, inputs, projectDir, signal, emit }) => {
  const scratch = scratchOf(output);
  await mkdir(scratch, { recursive: true });
  await runChildJob(
    { command: machine.self, stage: 'train', limits: {} },
    {
      ...{ stage: fitJob.name, settings: settings as unknown as Json },
      ...{ projectDir, inputs, output, scratch },
    },
    { signal, emit },
  );
};

/** Beside what the fit will leave: checkpoints outlive a kill there. */
function scratchOf(output: string): string {
  return `${output}-scratch`;
}

async function fill(folder: string, work: (output: string) => Promise<void>): Promise<void> {
  const partial = `${folder}-partial`;
  await rm(partial, { recursive: true, force: true });
  // Rows that a killed run has left there are written anew.
  await rm(join(scratchOf(partial), 'rows'), { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    await work(partial);
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    await rm(join(scratchOf(partial), 'rows'), { recursive: true, force: true });
    // What holds a checkpoint stays, for the next run.
    await rmdir(scratchOf(partial)).catch(() => undefined);
    await rmdir(dirname(folder)).catch(() => undefined);
    throw error;
  }
  await rename(partial, folder);
  await rm(scratchOf(partial), { recursive: true, force: true });
}

async function isDone(folder: string): Promise<boolean> {
  return (await stat(folder).catch(() => undefined)) !== undefined;
}

function settingsOf(fit: Fit, { learning, deadline }: FitsRequest, scratch: string): FitSettings {
  const { shared } = fit;
  return {
    ...{ fit, deadline, folds: join(scratch, 'folds') },
    learning: shared === undefined ? learning : { ...learning, ...shared },
  };
}
