import { wholeFigure } from '../contracts/figure.js';
import type { Reading } from '../contracts/matrix.js';
import type { SavedModel } from '../contracts/model.js';
import type { Task } from '../contracts/task.js';
import type { Families } from '../learning/models/families.js';
import type { LabelledRows } from '../learning/models/model-family.js';
import { predictorOf } from '../learning/models/predict.js';
import { fitCalibration } from '../learning/probabilities/calibration.js';
import { fitDecision, type ThresholdSettings } from '../learning/probabilities/decision.js';
import { type ImbalanceSettings, resample } from '../learning/resampling/resample.js';
import type { TrainingRows } from '../learning/resampling/training-rows.js';

/** Rows of each class before and after, in class order. */
export interface Resampled {
  readonly method: string;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export interface RowsToLearnFrom {
  readonly rows: TrainingRows;
  readonly resampled?: Resampled;
  readonly notes: readonly string[];
}

/** The training rows as a candidate learns from them: resampled, if it or the project says so. */
export async function rowsToLearnFrom(
  rows: TrainingRows,
  request: {
    readonly task: Task;
    readonly imbalance: ImbalanceSettings | undefined;
    readonly reading: Reading;
    readonly seed: number;
    readonly name: string;
    readonly signal: AbortSignal;
  },
): Promise<RowsToLearnFrom> {
  const { task, imbalance, reading, seed, name, signal } = request;
  if (imbalance === undefined || imbalance.method === 'none') return { rows, notes: [] };
  const { notes, before, after, ...result } = await resample(rows, {
    ...{ task, settings: imbalance, reading, seed, label: name, signal },
  });
  const resampled = { method: imbalance.method, before, after };
  return { rows: result.rows, resampled, notes: [resampledWords(task, resampled), ...notes] };
}

const mostClasses = 5;

/** Such as "smote: `yes` 22 → 90 rows"; classes that stay as they are go unsaid. */
function resampledWords({ classes }: Task, { method, before, after }: Resampled): string {
  const changed = classes.flatMap((label, at) =>
    before[at] === after[at]
      ? []
      : [`\`${label}\` ${counted(before[at])} → ${counted(after[at])} rows`],
  );
  const more = changed.length - mostClasses;
  const shown = changed.slice(0, mostClasses).join(', ');
  if (changed.length === 0) return `${method}: the classes stay as they are`;
  return `${method}: ${shown}${more > 0 ? ` and ${more} classes more` : ''}`;
}

function counted(rows: number | undefined): string {
  return wholeFigure(rows ?? 0);
}

/** What is fitted on rows that a model has not learnt from. */
export interface LabelSettings {
  readonly calibrate?: 'platt' | 'isotonic' | undefined;
  readonly threshold?: ThresholdSettings | undefined;
  /** Anomaly: the share of the rows that is flagged. */
  readonly contamination: number;
}

/** The model with its probabilities calibrated and its threshold chosen on the held rows, as the project says. */
export function withLabels(
  model: SavedModel,
  held: LabelledRows,
  { calibrate, threshold, families }: LabelSettings & { readonly families: Families },
): SavedModel {
  if (held.y.length === 0 || (calibrate === undefined && threshold === undefined)) return model;
  const fitted =
    calibrate === undefined
      ? model
      : {
          ...model,
          calibration: fitCalibration(calibrate, predictorOf(model, families)(held.x), held),
        };
  if (threshold === undefined) return fitted;
  const truth = {
    task: model.task,
    values: held.y,
    ...(held.weights === undefined ? {} : { weights: held.weights }),
  };
  return {
    ...fitted,
    decision: fitDecision(threshold, truth, predictorOf(fitted, families)(held.x)),
  };
}
