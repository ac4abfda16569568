import type { Predictions, SavedModel } from '../../contracts/model.js';
import type { FittedFeatures } from '../../data/features/fitted-features.js';
import type { Insight } from '../../learning/insight/insight.js';
import type { WorstRow } from '../../learning/metrics/evaluation/evaluation.js';
import type { LoadedRows } from '../load-rows.js';
import type { InsightSettings } from './insight-settings.js';

/** A model with what it said of the test split. */
export interface Judged {
  readonly model: SavedModel;
  readonly fitted: FittedFeatures;
  /** The test split: its file, and its rows in the same order. */
  readonly file: string;
  readonly rows: Pick<LoadedRows, 'y' | 'rowIds'>;
  readonly predictions: Predictions;
  readonly worst: readonly WorstRow[];
  /** The metric that chose the model. */
  readonly metric: string;
  /** Columns whose values must not be shown. */
  readonly hidden: ReadonlySet<string>;
}

export interface InsightWorld {
  readonly settings: InsightSettings;
  readonly seed: number;
  readonly projectDir: string;
  readonly signal: AbortSignal;
}

/** A part of an insight, with what is to be said of it. */
export type Found<Part extends keyof Insight> = Partial<Pick<Insight, Part>> & {
  readonly notes?: readonly string[];
};
