import type { Predictions } from '../../../contracts/model.js';
import type { Truth } from '../metric.js';
import { cumulate, type Ranking, rankingOf } from '../ranking.js';
import type { ClassCurves, CurvePoint } from './evaluation.js';

const mostPoints = 200;

/** ROC and precision-recall curve of one class against the rest. */
export function classCurves(truth: Truth, predictions: Predictions, index: number): ClassCurves {
  const ranking = rankingOf(truth, predictions, index);
  return {
    class: truth.task.classes[index] ?? '',
    roc: rocCurve(ranking, truth.weights),
    pr: prCurve(ranking, truth.weights),
  };
}

function rocCurve(ranking: Ranking, weights?: Float64Array): readonly CurvePoint[] {
  const { hits, falseAlarms } = cumulate(ranking, weights);
  const positives = hits.at(-1) ?? 0;
  const negatives = falseAlarms.at(-1) ?? 0;
  if (positives === 0 || negatives === 0) return [];
  const x = falseAlarms.map((each) => each / negatives);
  const y = hits.map((each) => each / positives);
  const kept = thinned(x.map((each, group) => (each + (y[group] ?? 0)) / 2));
  return [{ x: 0, y: 0, threshold: null }, ...kept.map(pointAt({ x, y }, ranking))];
}

function prCurve(ranking: Ranking, weights?: Float64Array): readonly CurvePoint[] {
  const { hits, falseAlarms } = cumulate(ranking, weights);
  const positives = hits.at(-1) ?? 0;
  if (positives === 0) return [];
  const x = hits.map((each) => each / positives);
  const y = hits.map((each, group) => {
    const flagged = each + (falseAlarms[group] as number);
    return flagged === 0 ? 1 : each / flagged;
  });
  return thinned(x).map(pointAt({ x, y }, ranking));
}

function pointAt(
  { x, y }: { readonly x: Float64Array; readonly y: Float64Array },
  { thresholds }: Ranking,
): (group: number) => CurvePoint {
  return (group) => ({
    x: x[group] as number,
    y: y[group] as number,
    threshold: thresholds[group] as number,
  });
}

/** Places of few enough points to store, evenly along a progress that rises from 0 to 1; both ends are kept. */
function thinned(progress: Float64Array): readonly number[] {
  const step = progress.length < mostPoints ? 0 : 1 / (mostPoints - 4);
  const kept: number[] = [];
  let next = 0;
  for (let place = 0; place < progress.length; place++) {
    const reached = progress[place] as number;
    if (place > 0 && place < progress.length - 1 && reached < next) continue;
    next = reached + step;
    kept.push(place);
  }
  return kept;
}
