import { createHash } from 'node:crypto';
import { canonicalJson } from '../../artifacts/fingerprint.js';
import { JsonFile } from '../../artifacts/json-file.js';
import type { Decision } from '../../contracts/decision.js';
import type { Json } from '../../contracts/json.js';
import type { Calibration } from '../../contracts/model.js';
import type { Task } from '../../contracts/task.js';
import type { FeaturePlan } from '../../data/features/feature-plan.js';
import type { Fold } from '../../data/splits/folds/fold.js';
import type { EpochRecord } from '../../learning/models/model-family.js';
import type { ComputeFacts } from '../../pipeline/stage.js';
import type { StartedFrom } from '../artifact-files.js';
import type { Resampled } from '../learn-from.js';
import type { LearningSettings } from '../learning-settings.js';
import type { SharedSettings } from '../tuning/points.js';
import type { CandidateSettings } from '../user-models/custom-model.js';

/** One candidate to learn from one set of rows. Plain data: it can be done by another process. */
export interface Fit {
  readonly candidate: string;
  readonly settings: CandidateSettings;
  /** Learn from this fold, and be judged by it; null: from the splits. */
  readonly fold: Fold | null;
  /** Settings that all candidates share, where they are others for this one. */
  readonly shared?: SharedSettings;
}

/** What is left of a fit, beside the model when it learnt from the splits. */
export interface FitRecord {
  /** The selection metric on the rows it did not learn from; null when it has no value there. */
  readonly score: number | null;
  readonly epochs: number;
  readonly bestEpoch: number;
  readonly history: readonly EpochRecord[];
  readonly notes: readonly string[];
  /** What became of the rows it learnt from, when they were resampled. */
  readonly resampled?: Resampled;
  readonly calibrated?: Calibration['method'];
  readonly decision?: Decision;
  /** The model it went on from. */
  readonly startedFrom?: StartedFrom;
  readonly compute: ComputeFacts | null;
  readonly task: Task;
  readonly metric: string;
  /** Which way the metric is better. */
  readonly direction: 'higher' | 'lower';
  /** Class shares, or the mean, of the rows it learnt from. */
  readonly baseline: readonly number[];
  /** How the columns became numbers for it, and how many numbers. */
  readonly features: Pick<FeaturePlan, 'columns' | 'dropped'> & { readonly width: number };
}

export const fitRecord = new JsonFile<FitRecord>('fit.json');

/** All the process of a fit must be told. */
export interface FitSettings {
  readonly learning: LearningSettings;
  readonly fit: Fit;
  /** When the time is used up, in milliseconds since 1970; null: never. */
  readonly deadline: number | null;
  /** Where the files of the folds lie. */
  readonly folds: string;
}

/** Name of the folder of a fit: the same fit has the same name, another another. */
export function nameOf({ candidate, settings, fold, shared }: Fit): string {
  const own = shared !== undefined && { shared: shared as unknown as Json };
  const text = canonicalJson({ candidate, settings, fold: fold as unknown as Json, ...own });
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
