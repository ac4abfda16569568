import type { Json } from '../../contracts/json.js';
import { numbersOf, type Prediction } from '../prediction.js';
import { type Answering, answersFor } from './answering.js';
import type { ServingMetrics } from './metrics.js';
import type { ServedModel } from './model-holder.js';

/**
 * Asks another version for the same rows after the answer is out, and counts for how many it agrees: the same label or flag, or
 * a number within 1 %. Whatever goes wrong in it is counted and reaches nobody.
 */
export function compareShadow(
  { answering, metrics }: { readonly answering: Answering; readonly metrics: ServingMetrics },
  shadow: ServedModel,
  {
    rows,
    answered,
  }: {
    readonly rows: readonly unknown[];
    readonly answered: { readonly predictions: readonly (Prediction | Json)[] };
  },
): void {
  setImmediate(() => {
    answersFor(answering, shadow, rows).then(
      (predictions) => {
        const { version, signature } = shadow.predictor;
        const agreeing = predictions.filter((prediction, at) =>
          agree(signature.task, prediction, answered.predictions[at]),
        ).length;
        metrics.shadowed(version, { agreeing, differing: predictions.length - agreeing });
      },
      () => metrics.shadowFailed(shadow.predictor.version),
    );
  });
}

function agree(
  task: Parameters<typeof numbersOf>[0],
  one: Prediction,
  other: Prediction | Json | undefined,
): boolean {
  if (typeof other !== 'object' || other === null || Array.isArray(other)) return false;
  if ('label' in one) return 'label' in other && one.label === other.label;
  if ('flagged' in one) return 'flagged' in other && one.flagged === other.flagged;
  const [mine = NaN, theirs = NaN] = [one, other as Prediction].map(
    (each) => numbersOf(task, each)[0],
  );
  return Math.abs(mine - theirs) <= 0.01 * Math.max(Math.abs(mine), Math.abs(theirs));
}
