import { randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { processAlive } from '../artifacts/process-alive.js';
import { writeAtomically } from '../artifacts/write-atomically.js';
import type { Json } from '../contracts/json.js';
import type { Fact, Usage } from './events.js';
import type { ComputeFacts } from './stage.js';

/** What an hour costs, and where that figure is from. Frozen into the record when the stage runs. */
export interface Price {
  readonly usdPerHour: number;
  /** Day the price was true, as YYYY-MM-DD. */
  readonly asOf: string;
  readonly source: string;
}

/** What became of one stage in one run. */
export interface StageRecord {
  readonly stage: string;
  readonly state: 'ran' | 'reused' | 'failed' | 'interrupted';
  readonly reason: string;
  readonly fingerprint: string;
  readonly target: string;
  /** With `${env:…}` and `${file:…}` in place of what they stood for. */
  readonly settings: Json;
  readonly inputs: Readonly<Record<string, string>>;
  readonly facts: readonly Fact[];
  readonly compute?: ComputeFacts;
  readonly usage?: Usage;
  readonly price?: Price;
}

/** One pass, recorded. Read by `runs`, `status` and `cost-report`. */
export interface RunRecord {
  readonly schema: 'mlx.run/1';
  readonly id: string;
  readonly command: string;
  readonly project: string;
  readonly startedAt: string;
  readonly finishedAt?: string;
  readonly outcome: 'running' | 'done' | 'failed' | 'interrupted' | 'killed';
  readonly pid: number;
  readonly error?: { readonly code: string; readonly message: string };
  readonly versions: { readonly mlx: string; readonly node: string };
  readonly machine: { readonly platform: string; readonly cpus: number; readonly cpu: string };
  readonly git?: { readonly commit: string; readonly dirty: boolean; readonly branch?: string };
  /** Every setting of the project, with references in place of what they stand for; earlier records have none. */
  readonly projectSettings?: Json;
  readonly stages: readonly StageRecord[];
  /** The container image that the run put into a registry. */
  readonly pushed?: { readonly to: string; readonly tag: string; readonly digest: string };
}

/** How long a run took by the clock, what it waited and reused included; undefined of one that has not come to its end. */
export function secondsOfRun({ startedAt, finishedAt }: RunRecord): number | undefined {
  if (finishedAt === undefined) return undefined;
  return Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

/** The run records of a project: one JSON file each. A record is rewritten whole after every stage. */
export class RunRecords {
  readonly #folder: string;

  /** `root` is the project's `.mlx` folder. */
  constructor(root: string) {
    this.#folder = join(root, 'runs');
  }

  async save(record: RunRecord): Promise<void> {
    const file = join(this.#folder, `${record.id}.json`);
    await writeAtomically(file, `${JSON.stringify(record, null, 2)}\n`);
  }

  /** All records, newest first. One whose process died without a word is `killed`; a damaged one is passed over. */
  async list(): Promise<RunRecord[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const records = await Promise.all(
      names.filter((name) => name.endsWith('.json')).map((name) => this.#read(name)),
    );
    return records
      .filter((record) => record !== undefined)
      .toSorted((a, b) => (orderOf(a) < orderOf(b) ? 1 : -1));
  }

  async #read(name: string): Promise<RunRecord | undefined> {
    const text = await readFile(join(this.#folder, name), 'utf8').catch(() => '');
    const record = parsed(text);
    if (record === undefined) return undefined;
    const dead = record.outcome === 'running' && !processAlive(record.pid);
    return dead ? { ...record, outcome: 'killed' } : record;
  }
}

/** Ids count seconds only; the start tells milliseconds. */
function orderOf({ startedAt, id }: RunRecord): string {
  return `${startedAt} ${id}`;
}

function parsed(text: string): RunRecord | undefined {
  try {
    const record = JSON.parse(text) as Partial<RunRecord> | null;
    return record?.schema === 'mlx.run/1' ? (record as RunRecord) : undefined;
  } catch {
    return undefined; // Damaged: the other records still tell of theirs.
  }
}

/** An id that sorts by time and does not repeat: `20261124-023012-5f3a`. */
export function newRunId(now: Date): string {
  const [day = '', time = ''] = now.toISOString().split('T');
  return `${day.replaceAll('-', '')}-${time.slice(0, 8).replaceAll(':', '')}-${randomUUID().slice(0, 4)}`;
}
