import { cpus } from 'node:os';
import type { Json } from '../contracts/json.js';
import type { RunCost } from '../costs/cost-of-run.js';
import { MlxError } from '../errors/index.js';
import type { RunEvent } from '../pipeline/events.js';
import {
  newRunId,
  type RunRecord,
  type RunRecords,
  type StageRecord,
} from '../pipeline/run-record.js';
import { settingsOf } from '../project/complete-project.js';
import type { Context } from './context.js';
import { gitState } from './git-state.js';
import type { Session } from './session.js';

/** The record of a run in the making. It is on disk from the first moment, so that a killed run leaves a trace. */
export class Recording {
  #record: RunRecord;
  readonly #records: RunRecords;
  readonly #startedAt = performance.now();

  private constructor(record: RunRecord, records: RunRecords) {
    this.#record = record;
    this.#records = records;
  }

  static async start(request: {
    readonly session: Session;
    readonly context: Context;
    readonly command: string;
  }): Promise<Recording> {
    const { session, context, command } = request;
    const now = new Date();
    const git = await gitState(session.project.dir, context.environment);
    const processors = cpus();
    const record: RunRecord = {
      schema: 'mlx.run/1',
      id: newRunId(now),
      command,
      project: session.project.name,
      startedAt: now.toISOString(),
      outcome: 'running',
      pid: process.pid,
      versions: { mlx: context.version, node: process.versions.node },
      machine: {
        platform: `${process.platform}-${process.arch}`,
        cpus: processors.length,
        cpu: processors[0]?.model ?? 'unknown',
      },
      ...(git === undefined ? {} : { git }),
      projectSettings: session.project.masked(settingsOf(session.project) as unknown as Json),
      stages: [],
    };
    const recording = new Recording(record, session.records);
    await recording.#save();
    return recording;
  }

  get record(): RunRecord {
    return this.#record;
  }

  async add(stage: StageRecord): Promise<void> {
    this.#record = { ...this.#record, stages: [...this.#record.stages, stage] };
    await this.#save();
  }

  /** Writes the last word, and says it. A failure that cannot be written down, on a full disk, is said all the same. */
  async end(
    outcome: 'done' | 'failed' | 'interrupted',
    { usd, priced }: RunCost,
    error?: unknown,
  ): Promise<RunEvent> {
    const finishedAt = new Date().toISOString();
    const failure =
      error instanceof Error && outcome === 'failed' ? { error: described(error) } : {};
    this.#record = { ...this.#record, outcome, finishedAt, ...failure };
    await this.#save().catch((cause: unknown) => {
      if (outcome === 'done') throw cause;
    });
    const seconds = (performance.now() - this.#startedAt) / 1000;
    return { type: 'run-finished', run: this.#record.id, seconds, outcome, cost: { usd, priced } };
  }

  async #save(): Promise<void> {
    await this.#records.save(this.#record);
  }
}

function described(error: Error): { code: string; message: string } {
  const code = error instanceof MlxError ? error.code : 'bug';
  return { code, message: error.message };
}
