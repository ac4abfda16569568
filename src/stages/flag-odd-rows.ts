import { exactPercent } from '../contracts/figure.js';
import type { SavedModel } from '../contracts/model.js';
import type { Families } from '../learning/models/families.js';
import type { LabelledRows } from '../learning/models/model-family.js';
import { predictorOf } from '../learning/models/predict.js';

/**
 * The model with the score from which a row is flagged: `contamination` of the rows it has not learnt from, or of those it
 * has when there are no others, score as high. No label is looked at.
 */
export function withFlags(
  model: SavedModel,
  { train, validation }: { readonly train: LabelledRows; readonly validation: LabelledRows },
  { contamination, families }: { readonly contamination: number; readonly families: Families },
): SavedModel {
  const isHeld = validation.y.length > 0;
  const { values } = predictorOf(model, families)(isHeld ? validation.x : train.x);
  const rising = values.toSorted();
  const flagged = Math.max(1, Math.round(contamination * rising.length));
  const threshold = rising[rising.length - flagged] ?? 0;
  const why = `a contamination of ${exactPercent(contamination)}: so many ${isHeld ? 'validation' : 'training'} rows score as high`;
  return { ...model, decision: { threshold, why } };
}

/** Rows with nothing known of them: what a family may see of an anomaly task. */
export function withoutLabels({ x, weights }: LabelledRows): LabelledRows {
  return { x, y: new Float64Array(x.rows), ...(weights === undefined ? {} : { weights }) };
}
