import type { Predictions } from '../../contracts/model.js';
import { ascending, perRow } from './averages.js';
import type { Metric, Score, Truth } from './metric.js';

/** Rows by descending score, with groups of equal scores: what ranking metrics and curves go along. */
export interface Ranking {
  readonly order: Uint32Array;
  /** 1 where the row at that place in `order` is of the class. */
  readonly positive: Uint8Array;
  /** One past the last place of each group of equal scores. */
  readonly groupEnds: Uint32Array;
  /** The score of each group. */
  readonly thresholds: Float64Array;
}

/** Ranks rows by their probability of one class, once: metrics and curves share the ranking. */
export function rankingOf(truth: Truth, predictions: Predictions, index: number): Ranking {
  const last = lastRankings.get(predictions);
  const byClass = last?.truth === truth ? last.byClass : new Map<number, Ranking>();
  lastRankings.set(predictions, { truth, byClass });
  const ranking = byClass.get(index) ?? rank(truth, predictions, index);
  byClass.set(index, ranking);
  return ranking;
}

const lastRankings = new WeakMap<
  Predictions,
  { readonly truth: Truth; readonly byClass: Map<number, Ranking> }
>();

function rank({ values }: Truth, predictions: Predictions, index: number): Ranking {
  const { rows, width } = predictions;
  // An anomaly's one score is that of the odd class.
  const column = width === 1 ? 0 : index;
  const falling = perRow(rows, (row) => -(predictions.values[row * width + column] as number));
  const order = ascending(falling);
  const positive = Uint8Array.from(order, (row) => (values[row] === index ? 1 : 0));
  const ends: number[] = [];
  const thresholds: number[] = [];
  for (let place = 0; place < rows; place++) {
    const score = falling[order[place] as number] as number;
    if (place + 1 < rows && falling[order[place + 1] as number] === score) continue;
    ends.push(place + 1);
    thresholds.push(-score);
  }
  return {
    order,
    positive,
    groupEnds: Uint32Array.from(ends),
    thresholds: Float64Array.from(thresholds),
  };
}

/** Weight of positives and negatives at or above the score of each group. */
export interface Cumulated {
  readonly hits: Float64Array;
  readonly falseAlarms: Float64Array;
}

/** Sums weights along a ranking, group by group. */
export function cumulate(
  { order, positive, groupEnds }: Ranking,
  weights?: Float64Array,
): Cumulated {
  const hits = new Float64Array(groupEnds.length);
  const falseAlarms = new Float64Array(groupEnds.length);
  let hit = 0;
  let total = 0;
  let place = 0;
  for (let group = 0; group < groupEnds.length; group++) {
    const end = groupEnds[group] as number;
    for (; place < end; place++) {
      const weight = weights === undefined ? 1 : (weights[order[place] as number] as number);
      hit += weight * (positive[place] as number);
      total += weight;
    }
    hits[group] = hit;
    falseAlarms[group] = total - hit;
  }
  return { hits, falseAlarms };
}

/**
 * Area under the ROC curve by trapezoids, so that ties count half; NaN when a class is absent. Sums as it goes along: intervals
 * ask for it tens of thousands of times.
 */
export function rocArea({ order, positive, groupEnds }: Ranking, weights?: Float64Array): number {
  let area = 0;
  let hit = 0;
  let total = 0;
  let lastFalse = 0;
  let place = 0;
  for (let group = 0; group < groupEnds.length; group++) {
    const end = groupEnds[group] as number;
    const lastHit = hit;
    for (; place < end; place++) {
      const weight = weights === undefined ? 1 : (weights[order[place] as number] as number);
      hit += weight * (positive[place] as number);
      total += weight;
    }
    const falseAlarm = total - hit;
    area += ((falseAlarm - lastFalse) * (hit + lastHit)) / 2;
    lastFalse = falseAlarm;
  }
  return area / (hit * lastFalse);
}

/** Average precision: precision at each threshold, weighted by the recall it adds; 0 without positives. */
export function averagePrecision(ranking: Ranking, weights?: Float64Array): number {
  const { hits, falseAlarms } = cumulate(ranking, weights);
  let sum = 0;
  let lastHits = 0;
  for (let group = 0; group < hits.length; group++) {
    const hit = hits[group] as number;
    if (hit > lastHits) sum += ((hit - lastHits) * hit) / (hit + (falseAlarms[group] as number));
    lastHits = hit;
  }
  return lastHits === 0 ? 0 : sum / lastHits;
}

/** A ranking metric: of the positive class for binary tasks, else the mean of each class against the rest. */
export function rankingScorer(
  area: (ranking: Ranking, weights?: Float64Array) => number,
): Metric['scorer'] {
  return (truth, predictions) => {
    const { kind, classes } = truth.task;
    const indices =
      kind === 'binary' || kind === 'anomaly' ? [1] : classes.map((_, index) => index);
    const rankings = indices.map((index) => rankingOf(truth, predictions, index));
    return (weights): Score => {
      let sum = 0;
      for (const [place, ranking] of rankings.entries()) {
        const value = area(ranking, weights);
        if (Number.isNaN(value)) return oneSided(kind, classes[indices[place] ?? 0] ?? '');
        sum += value;
      }
      const value = sum / rankings.length;
      const isExtreme = value < nearly || value > 1 - nearly;
      // Asked for tens of thousands of times, and of use for an area without a fault only. Rows that are at fault are then thought to be
      // ranked by chance, which costs half of their share.
      return isExtreme ? { value, of: [rarestSide(rankings, weights), Infinity] } : { value };
    };
  };
}

/** What rounding of weights may take from an area of 1. */
const nearly = 1e-9;

/** The least weight of the rows of a class, or of those that are not of it. */
function rarestSide(rankings: readonly Ranking[], weights: Float64Array | undefined): number {
  const sides = rankings.flatMap(({ order, positive }) => {
    let [hits, others] = [0, 0];
    for (const [place, row] of order.entries()) {
      const weight = weights === undefined ? 1 : (weights[row] as number);
      if (positive[place] === 1) hits += weight;
      else others += weight;
    }
    return [hits, others];
  });
  return Math.min(...sides);
}

function oneSided(kind: Truth['task']['kind'], label: string): Score {
  const reason =
    kind === 'binary' || kind === 'anomaly'
      ? 'only one class is present in the rows'
      : `class \`${label}\` is absent from the rows, or is all of them`;
  return { value: null, reason };
}

/** The weight of the rows of a class. */
export function classWeight({ values }: Truth, index: number, weights?: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < values.length; row++) {
    if (values[row] === index) sum += weights === undefined ? 1 : (weights[row] as number);
  }
  return sum;
}
