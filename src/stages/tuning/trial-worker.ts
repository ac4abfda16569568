import { join } from 'node:path';
import { canonicalJson } from '../../artifacts/fingerprint.js';
import type { Json } from '../../contracts/json.js';
import type { Fold } from '../../data/splits/folds/fold.js';
import { MlxError } from '../../errors/index.js';
import { limitThreads } from '../../learning/compute/worker-thread.js';
import { pruners } from '../../learning/tuners/index.js';
import { toWire } from '../../pipeline/job-protocol.js';
import { defineStage, type Job } from '../../pipeline/stage.js';
import { rowsOfFold } from '../fits/do-fit.js';
import { JobCompute } from '../job-compute.js';
import { type Learning, prepareLearning } from '../learning.js';
import type { LearningSettings } from '../learning-settings.js';
import { doTrial, type TrialWorld } from './do-trial.js';
import type { TrialTask } from './trial.js';

/** All a process of trials must be told before the first. */
export interface WorkerSettings {
  readonly learning: LearningSettings;
  /** Where the files of the folds lie. */
  readonly folds: string;
  /** Whether others work beside it. */
  readonly isOneOfSeveral: boolean;
}

/** What it is asked, and what it answers; `id` is the asker's. */
export interface TrialRequest {
  readonly id: number;
  readonly task: TrialTask;
}

/**
 * Does trials one after another, as it is asked to, with the rows of the last ones kept. No stage of the pipeline: `tune`
 * starts one for each trial that is to run at the same time. What a trial throws is the answer, and the next may come.
 */
export const trialsJob = defineStage({
  name: 'trials',
  summary: 'do trials of a search, one after another (used by tune)',
  needs: ['ingest', 'split'],
  version: 1,
  settings: () => null as unknown as never,

  async run(job) {
    const settings = job.settings as unknown as WorkerSettings;
    const { dialogue } = job;
    if (dialogue === undefined) throw new Error('trials are asked for by another process');
    if (settings.isOneOfSeveral) limitThreads(1);
    const rows = new KeptRows(settings, job);
    const world: TrialWorld = {
      learning: settings.learning,
      rows: (task, fold) => rows.of(task, fold),
      compute: new JobCompute(
        settings.learning.backend,
        job,
        ...(settings.isOneOfSeveral ? [1] : []),
      ),
      prunerOf: (name) => pruners.get(name),
      job,
    };
    for await (const asked of dialogue.requests) {
      const { id, task } = asked as unknown as TrialRequest;
      dialogue.answer({ id, ...(await answered(task, world)) });
    }
    await rows.close();
    return { facts: [], ...world.compute.facts };
  },
});

async function answered(task: TrialTask, world: TrialWorld): Promise<object> {
  try {
    return { outcome: await doTrial(task, world) };
  } catch (error) {
    world.job.signal.throwIfAborted();
    if (error instanceof MlxError && error.code === 'learning/diverged') {
      return { diverged: error.message };
    }
    return { error: toWire(error) };
  }
}

/** How many readings of the rows stay in memory: a search over `features` reads them in several ways. */
const mostKept = 3;

class KeptRows {
  readonly #settings: WorkerSettings;
  readonly #job: Job<never, 'ingest' | 'split'>;
  readonly #kept = new Map<string, Promise<Learning>>();

  constructor(settings: WorkerSettings, job: Job<never, 'ingest' | 'split'>) {
    this.#settings = settings;
    this.#job = job;
  }

  async of({ shared, folds }: TrialTask, fold: Fold | null): Promise<Learning> {
    const { features = null } = shared;
    const key = canonicalJson({ features, fold, from: folds?.from ?? null } as unknown as Json);
    const known = this.#kept.get(key);
    if (known !== undefined) {
      // What was used last is let go of last.
      this.#kept.delete(key);
      this.#kept.set(key, known);
      return known;
    }
    for (const [old, learning] of [...this.#kept].slice(0, 1 - mostKept + this.#kept.size)) {
      this.#kept.delete(old);
      await (await learning.catch(() => undefined))?.close();
    }
    const prepared = this.#prepare({ shared, folds }, fold);
    this.#kept.set(key, prepared);
    prepared.catch(() => this.#kept.delete(key));
    return prepared;
  }

  async #prepare(
    { shared, folds }: Pick<TrialTask, 'shared' | 'folds'>,
    fold: Fold | null,
  ): Promise<Learning> {
    const learning = { ...this.#settings.learning, ...shared };
    if (fold === null || folds === null) return prepareLearning(learning, this.#job);
    const { from } = folds;
    const within = await rowsOfFold(fold, join(this.#settings.folds, nameOf(from)), {
      ...this.#job,
      inputs: { ...this.#job.inputs, split: from },
    });
    return prepareLearning(learning, this.#job, within);
  }

  async close(): Promise<void> {
    for (const learning of this.#kept.values()) await (await learning).close();
  }
}

/** Folds of the split and folds of a confirmation are not the same. */
function nameOf(folder: string): string {
  return folder.replace(/^.*[\\/]/, '');
}
