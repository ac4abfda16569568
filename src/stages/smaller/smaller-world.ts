import type { Predictions, SavedModel } from '../../contracts/model.js';
import type { Judged } from '../../learning/judging/judged.js';
import type { Metric } from '../../learning/metrics/metric.js';
import type { Families } from '../../learning/models/families.js';
import type { JudgedRowsWorld } from '../judging/judged-rows.js';

/** What a model is made smaller with. */
export interface SmallerWorld extends JudgedRowsWorld {
  readonly full: SavedModel;
  readonly families: Families;
  /** Rows of each split. */
  readonly counts: Readonly<Record<'validation' | 'test', number>>;
  /** The metric that decides between candidates. */
  readonly metric: string;
  /** The metrics that are told: the one that decides, and those that lines name. */
  readonly told: ReadonlyMap<string, Metric>;
  /** Largest difference of a model from the golden predictions of the full one. */
  readonly goldenDifference: (model: SavedModel) => Promise<number>;
}

/** How a model's word on rows is judged. */
export function judgedBy(
  { decision }: SavedModel,
  predictions: Predictions,
  rows: Pick<Judged, 'truth' | 'seed' | 'signal'>,
): Judged {
  const { threshold, costs } = decision ?? {};
  const options = { ...(threshold !== undefined && { threshold }), ...(costs && { costs }) };
  return { ...rows, predictions, options };
}
