import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Json } from '../../contracts/json.js';
import { MlxError } from '../../errors/index.js';
import { type ConversingChild, openChildJob } from '../../pipeline/child-job.js';
import { fromWire, type WireError } from '../../pipeline/job-protocol.js';
import type { Job } from '../../pipeline/stage.js';
import type { TrialOutcome, TrialTask, TrialUsage } from './trial.js';
import { type TrialRequest, trialsJob, type WorkerSettings } from './trial-worker.js';

type SlotJob = Pick<
  Job<never, 'ingest' | 'split'>,
  'inputs' | 'scratch' | 'projectDir' | 'signal' | 'emit' | 'machine'
>;

interface Answer {
  readonly id: number;
  readonly outcome?: TrialOutcome;
  readonly diverged?: string;
  readonly error?: WireError;
}

/**
 * A place where trials run one after another, in a process of its own that lives as long as it can: it has read the rows and
 * opened its backend. One that crashes or grows beyond its memory takes the trial it was at with it, and is started anew.
 */
export class TrialSlot {
  /** What the first trial that failed by an error threw. */
  firstError: Error | undefined;
  readonly #place: number;
  readonly #settings: WorkerSettings;
  readonly #memoryLimit: number | null;
  readonly #job: SlotJob;
  #child: Promise<ConversingChild> | undefined;
  #waiting: ((answer: Answer) => void) | undefined;
  #asked = 0;
  readonly #killed = new AbortController();

  constructor(
    place: number,
    {
      settings,
      memoryLimit,
    }: { readonly settings: WorkerSettings; readonly memoryLimit: number | null },
    job: SlotJob,
  ) {
    this.#place = place;
    this.#settings = settings;
    this.#memoryLimit = memoryLimit;
    this.#job = job;
  }

  /** Starts the process, so that it is there when the first trial comes. */
  start(): void {
    this.#child ??= this.#open();
    this.#child.catch(() => undefined);
  }

  /** Does a trial; what is thrown in it, its crash included, is its outcome. Throws when the search is interrupted. */
  async run(task: TrialTask): Promise<TrialOutcome> {
    this.start();
    const startedAt = performance.now();
    const child = await (this.#child as Promise<ConversingChild>);
    const id = ++this.#asked;
    const answer = new Promise<Answer>((resolve) => {
      this.#waiting = resolve;
    });
    const request: TrialRequest = { id, task };
    child.ask(request as unknown as Json);
    const ended = child.ended.then(() => {
      throw new MlxError('target/failed', 'The process of the trial ended before it was done');
    });
    try {
      const { outcome, diverged, error } = await Promise.race([answer, ended]);
      if (outcome !== undefined) return outcome;
      const usage = this.#usage(startedAt);
      if (error !== undefined) this.firstError ??= fromWire(error);
      return { state: 'failed', problem: diverged ?? error?.message ?? 'failed', usage };
    } catch (error) {
      this.#child = undefined;
      this.#job.signal.throwIfAborted();
      this.firstError ??= error as Error;
      return { state: 'failed', problem: crashWords(error), usage: this.#usage(startedAt) };
    } finally {
      ended.catch(() => undefined);
    }
  }

  /** Ends the process at once, with the trial it is at. */
  kill(): void {
    this.#killed.abort();
  }

  /** Ends the process when it has done what it is at. */
  async close(): Promise<void> {
    const child = await this.#child?.catch(() => undefined);
    this.#child = undefined;
    child?.dismiss();
    await child?.ended.catch(() => undefined);
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #open(): Promise<ConversingChild> {
    const { machine, inputs, projectDir, signal, emit } = this.#job;
    const folder = this.#folder;
    await rm(folder, { recursive: true, force: true });
    await mkdir(join(folder, 'output'), { recursive: true });
    const child = await openChildJob(
      {
        command: machine.self,
        stage: 'tune',
        limits: this.#memoryLimit === null ? {} : { memory_limit_mb: this.#memoryLimit },
      },
      {
        ...{ stage: trialsJob.name, settings: this.#settings as unknown as Json },
        ...{ projectDir, inputs, output: join(folder, 'output'), scratch: folder },
      },
      {
        signal: AbortSignal.any([signal, this.#killed.signal]),
        emit,
        answered: (answer) => this.#waiting?.(answer as unknown as Answer),
      },
    );
    child.ended.catch(() => undefined);
    return child;
  }

  get #folder(): string {
    return join(this.#job.scratch, `slot-${this.#place + 1}`);
  }

  /** Of a trial whose process did not live to say what it used. */
  #usage(startedAt: number): TrialUsage {
    const seconds = (performance.now() - startedAt) / 1000;
    return { seconds, cpuSeconds: 0, peakMemoryMb: 0 };
  }
}

function crashWords(error: unknown): string {
  if (!(error instanceof MlxError)) return error instanceof Error ? error.message : String(error);
  if (error.code === 'target/memory-limit') {
    return error.message
      .replace('The stage', 'Its process')
      .replace('more than its limit', 'more than the limit');
  }
  const said = error.hints.join('\n');
  if (/heap out of memory|Array buffer allocation failed/.test(said))
    return 'Its process ran out of memory';
  return error.message.replace('of the tune stage', 'of the trial');
}
