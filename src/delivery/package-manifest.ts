import { createHash } from 'node:crypto';
import { canonicalJson } from '../artifacts/fingerprint.js';
import type { Json, JsonObject } from '../contracts/json.js';
import type { TaskKind } from '../contracts/task.js';

/** A figure of the evaluation, with its confidence interval where one was computed. */
export interface MetricFigure {
  readonly value: number;
  readonly low?: number;
  readonly high?: number;
}

/** What became of one line of the contract when the package was made. */
export interface RequirementVerdict {
  /** As it stands in the project, such as `roc_auc at least 0.83`. */
  readonly requirement: string;
  readonly passed: boolean;
  /** What was measured. */
  readonly value?: number;
}

/** Where a package comes from, back to the bytes of its sources. */
interface Lineage {
  /** Fingerprint of each stage that led here. */
  readonly stages: Readonly<Record<string, string>>;
  /** Digest of each source. */
  readonly sources: Readonly<Record<string, string>>;
  /** The model it went on from, when it did not learn anew. */
  readonly parent?: { readonly from: string; readonly fingerprint: string };
  /** For a model made from some of the rows only: how many of how many. */
  readonly sample?: string;
}

/** What its makers say of a model. */
export interface StatedFacts {
  readonly purpose?: string;
  readonly use: readonly string[];
  readonly not_for: readonly string[];
  readonly limits: readonly string[];
  readonly owners: readonly string[];
}

/** What a model was made from and measured on. */
export interface DataFacts {
  readonly rows: number;
  readonly splits: Readonly<Record<string, number>>;
  /** How rows were divided: `stratified`. */
  readonly strategy: string;
  /** Rows that were set aside because they break a quality rule. */
  readonly quarantined: number;
  /** What mlx warned of when it read and divided them. */
  readonly warnings: readonly string[];
  /** Rows behind the metrics, and resamples behind their intervals. */
  readonly measured: { readonly rows: number; readonly resamples: number };
}

/** Of a model that was made smaller: how, of which, and what that costs on the test split. */
export interface SmallerFacts {
  /** As in the project: `int8`, `prune(sparsity=0.5) + int8`. */
  readonly made_by: string;
  /** SHA-256 over the two files of the full model. */
  readonly of: string;
  /** Of the two files of each. */
  readonly bytes: { readonly full: number; readonly smaller: number };
  readonly rows: number;
  /** Value of the smaller model and how much worse that is, with the 95 % interval of that. */
  readonly losses: readonly {
    readonly metric: string;
    readonly value: number;
    readonly loss: number;
    readonly low?: number;
    readonly high?: number;
  }[];
  /** Largest difference from what the full model says of the golden rows. */
  readonly golden_difference: number;
}

/** What is known of a package beside its files. */
export interface PackageFacts {
  /** Name of the project. */
  readonly name: string;
  readonly family: string;
  readonly metrics: Readonly<Record<string, MetricFigure>>;
  readonly requirements: readonly RequirementVerdict[];
  readonly lineage: Lineage;
  readonly about?: StatedFacts;
  /** Packages of earlier versions do not say. */
  readonly data?: DataFacts;
  /** Absent when the model is as it was trained. */
  readonly smaller?: SmallerFacts;
  /** The mlx that made it. */
  readonly mlx: string;
}

/** `manifest.json`: what a package is, and the hash of every other file in it. No times, no paths of a machine. */
export interface Manifest extends PackageFacts {
  readonly format: number;
  /** The first 12 digits of the fingerprint: what people and servers call this package. */
  readonly version: string;
  /** SHA-256 over the rest of the manifest, and so over every file. */
  readonly fingerprint: string;
  readonly task: TaskKind;
  readonly files: Readonly<Record<string, FileFacts>>;
}

export interface FileFacts {
  readonly sha256: string;
  readonly bytes: number;
}

/** The newest format of the folder: steps of the project's own and privacy are done to rows, too. A reader refuses what is newer than itself. */
export const packageFormat = 3;
/** With what `ingest.columns` does to rows first. */
const columnsFormat = 2;
/** The format of a package whose rows are read as they come, which older readers know too. */
const plainFormat = 1;

/** The oldest format that holds what is done to rows first. */
export function formatFor(shaping: Json | undefined): number {
  if (shaping === undefined) return plainFormat;
  const named = Object.keys(shaping as JsonObject);
  return named.includes('steps') || named.includes('generalise') ? packageFormat : columnsFormat;
}

/** The manifest for some files. Same facts and files, same manifest. */
export function manifestOf(
  facts: PackageFacts & { readonly task: TaskKind; readonly format: number },
  files: ReadonlyMap<string, Uint8Array>,
): Manifest {
  const paths = [...files.keys()].toSorted();
  const { name, task, family, metrics, requirements, lineage, about, data, mlx, format } = facts;
  const { smaller } = facts;
  const rest = {
    ...{ name, task, family, metrics, requirements, lineage, mlx },
    ...(about !== undefined && { about }),
    ...(data !== undefined && { data }),
    ...(smaller !== undefined && { smaller }),
    files: Object.fromEntries(paths.map((path) => [path, fileFacts(files.get(path))])),
  };
  const fingerprint = fingerprintOfRest({ format, ...rest });
  return { format, version: fingerprint.slice(0, 12), fingerprint, ...rest };
}

/** Whether a manifest is as mlx wrote it. */
export function isUntouched(manifest: Manifest): boolean {
  const { fingerprint, version, ...rest } = manifest;
  return fingerprintOfRest(rest) === fingerprint && fingerprint.startsWith(version);
}

/** SHA-256 and size of a file's bytes. */
export function fileFacts(bytes: Uint8Array = new Uint8Array()): FileFacts {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.byteLength };
}

function fingerprintOfRest(rest: Omit<Manifest, 'fingerprint' | 'version'>): string {
  return createHash('sha256')
    .update(canonicalJson(rest as unknown as Json))
    .digest('hex');
}
