import type { Emit } from '../contracts/events.js';
import type { Json } from '../contracts/json.js';
import type { Project } from '../project/project.js';
import type { Fact } from './events.js';
import type { ServiceState } from './service-states.js';

/** One step of the pipeline: what it reads, and how it turns that into an artifact. */
export interface Stage<Settings extends Json = Json, Needs extends string = string> {
  readonly name: string;
  readonly summary: string;
  /** Bump when `run` would make a different artifact from the same inputs. */
  readonly version: number;
  /** Stages whose artifacts this one reads. One that does not apply to the project is left out. */
  readonly needs: readonly Needs[];
  /** `here`: the work concerns this machine and cannot be sent to a target. */
  readonly place?: 'anywhere' | 'here';
  /** Whether the project asks for this stage at all. Default: always. */
  applies?(project: Project): boolean;
  /** The part of the project this stage may see: all that `run` gets, all that makes it stale. */
  settings(project: Project): Settings;
  /** Files of the project that the stage reads; their contents make it stale too. */
  files?(settings: Settings, projectDir: string): Promise<readonly string[]>;
  /** What the services it reads say of their data, by the name the user knows them by. */
  services?(
    settings: Settings,
    world: { readonly projectDir: string; readonly signal: AbortSignal },
  ): Promise<Readonly<Record<string, ServiceState>>>;
  /** Says why an artifact that is there does not hold any more, such as a server that has died. */
  lapsed?(job: Omit<Job<Settings, Needs>, 'emit' | 'scratch'>): Promise<string | undefined>;
  /** Refuses to go on when the artifact misses a requirement; asked of new and of reused artifacts. */
  gate?(artifact: string, project: Project, emit: Emit): Promise<void>;
  run(job: Job<Settings, Needs>): Promise<StageResult>;
}

/** What a stage says about the artifact it made. */
export interface StageResult {
  readonly facts: readonly Fact[];
  /** What it computed on, where that can change the last digits. */
  readonly compute?: ComputeFacts;
}

/** What decides the last digits of a training beside data, settings and seed. */
export interface ComputeFacts {
  readonly backend: string;
  readonly version: string;
  /** Absent in old records. */
  readonly threads?: number;
  /** How networks were trained: `traced`, `kernel` or `eager`; absent when there was none. */
  readonly road?: string;
}

/** One stage to do, as plain data: it can be written to a file and done by another process or machine. */
export interface JobSpec {
  readonly stage: string;
  readonly settings: Json;
  /** Folder that the paths in a project file are relative to. */
  readonly projectDir: string;
  /** Artifact folder of each stage it needs. */
  readonly inputs: Readonly<Record<string, string>>;
  /** Empty folder; becomes the artifact when `run` resolves. */
  readonly output: string;
  /** Survives a kill: checkpoints and spilled data. */
  readonly scratch: string;
}

/** A job with its surroundings, as a stage gets it. */
export interface Job<Settings extends Json = Json, Needs extends string = string>
  extends Omit<JobSpec, 'settings' | 'inputs' | 'stage'> {
  readonly settings: Settings;
  readonly inputs: Readonly<Record<Needs, string>>;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly machine: Machine;
  /** With whoever started this process, for jobs that do many things one after another. */
  readonly dialogue?: Dialogue;
}

/** What a job is asked, until nothing more comes; and its answers. */
interface Dialogue {
  readonly requests: AsyncIterable<Json>;
  answer(answer: Json): void;
}

/** What a job may know of the machine it runs on. It must not change what the artifact holds. */
export interface Machine {
  /** Where native backends and other large shared things lie. */
  readonly cacheDir: string;
  /** Bytes of memory that this process may use, all in all. */
  readonly memoryBytes: number;
  /** Sets an environment variable of this process, for libraries that read no other setting. */
  setEnvironment(name: string, value: string): void;
  /** Variables for programs a job starts. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The command line that starts this mlx again. */
  readonly self: readonly string[];
  /** Options with which it finds the same project again: file, overlays and overrides; without them, `mlx.yaml`. */
  readonly project?: readonly string[];
}

/** Infers the types of a stage's settings and inputs from its own definition. */
export function defineStage<Settings extends Json, const Needs extends string = never>(
  stage: Stage<Settings, Needs>,
): Stage<Settings, Needs> {
  return stage;
}
