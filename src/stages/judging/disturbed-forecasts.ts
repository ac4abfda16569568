import { exactPercent } from '../../contracts/figure.js';
import type { Panel, Series } from '../../contracts/forecast.js';
import type { Matrix } from '../../contracts/matrix.js';
import type { SavedModel } from '../../contracts/model.js';
import { normal, randomFor } from '../../contracts/seeded-random.js';
import { fillGaps, keyOf } from '../../learning/forecasting/build-panel.js';
import { truthsOf } from '../../learning/forecasting/origins.js';
import type { Disturbed } from '../../learning/judging/of-robustness.js';
import type { ForecastTruth, Truth } from '../../learning/metrics/metric.js';
import { panelOf, shapeOf } from '../../learning/models/forecasts/forecast-data.js';
import { predictorOf } from '../../learning/models/predict.js';
import { valueByValue } from '../forecast/judge-forecasts.js';
import { type Robustness, shiftWords } from './disturbances.js';

/** A series, and what a disturbance may know of it. */
interface Known {
  readonly series: Series;
  /** Standard deviation over the values that were learnt from. */
  readonly sd: number;
  /** How many of its values come before the first that is judged. */
  readonly before: number;
}

/** A way to change what is known of series before they are forecast. */
interface SeriesDisturbance {
  /** In words: `noise of 0.1 sd`. */
  readonly title: string;
  /** The values that a forecast looks back on instead; a new array. */
  readonly apply: (known: Known) => Float64Array;
  /** Whether what comes true changes with them, as where the level of a series moves. */
  readonly movesTruth: boolean;
}

interface Disturbances {
  readonly how: string;
  readonly list: readonly SeriesDisturbance[];
}

/** What is asked of a model, and what really was. */
interface Asked {
  readonly model: SavedModel;
  readonly asked: Matrix;
  readonly truth: Truth;
  readonly seed: number;
}

/**
 * What a model forecasts once the series that it looks back on were disturbed: by noise, by values that are missing and filled as
 * `gaps` says, or by a level that has moved one season before the judged part begins, and stays there.
 */
export function disturbedForecasts(
  robustness: Robustness,
  { model, asked, truth, seed }: Asked,
): { readonly how: string; readonly disturbed: readonly Disturbed[] } {
  const { forecasts } = truth;
  if (forecasts === undefined) throw new Error('forecasts are judged');
  const panel = panelOf(asked);
  const known = knownOf(panel, forecasts);
  const { how, list } = disturbancesOf(robustness, { model, seed });
  const predict = predictorOf(model);
  const disturbed = list.map(({ title, apply, movesTruth }): Disturbed => {
    const series = known.map((each) => ({ ...each.series, values: apply(each) }));
    const predictions = valueByValue(predict({ ...asked, panel: { ...panel, series } }));
    if (!movesTruth) return { title, predictions };
    const values = truthsOf({ ...panel, series }, forecasts.horizon);
    return { title, predictions, truth: { ...truth, values } };
  });
  return { how, disturbed };
}

function knownOf({ series, of, known }: Panel, { scales }: ForecastTruth): readonly Known[] {
  const first = series.map(({ values }) => values.length);
  for (const [row, place] of of.entries()) {
    first[place] = Math.min(first[place] as number, known[row] as number);
  }
  return series.map((each, at) => ({
    series: each,
    sd: scales[at]?.sd ?? 0,
    before: first[at] as number,
  }));
}

function disturbancesOf(
  { noise, missing, shift }: Robustness,
  { model, seed }: Pick<Asked, 'model' | 'seed'>,
): Disturbances {
  const { gaps, season, targets } = shapeOf(model.task);
  if (noise !== undefined) {
    const how = `noise of ${noise} sd`;
    const apply = ({ series, sd }: Known): Float64Array => {
      const random = randomFor(seed, `judge/noise/${keyOf(series)}`);
      return above(series, (value) => value + noise * sd * normal(random));
    };
    return { how, list: [{ title: how, apply, movesTruth: false }] };
  }
  if (typeof missing === 'number') {
    const how = `${exactPercent(missing)} of the known values missing`;
    const apply = ({ series }: Known): Float64Array => {
      const random = randomFor(seed, `judge/missing/${keyOf(series)}`);
      // A series begins with its first value: there is nothing before that could stand for it.
      const values = series.values.map((value, at) =>
        at > 0 && random() < missing ? Number.NaN : value,
      );
      fillGaps(values, { gaps: gaps === 'fail' ? 'previous' : gaps, season });
      return values;
    };
    return { how, list: [{ title: how, apply, movesTruth: false }] };
  }
  const moving = (steps: Readonly<Record<string, number>>): SeriesDisturbance => ({
    title: shiftWords(steps),
    movesTruth: true,
    apply: ({ series, sd, before }) => {
      const step = Object.hasOwn(steps, series.target) ? (steps[series.target] as number) : 0;
      return above(series, (value, at) => (at < before - season ? value : value + step * sd));
    },
  });
  if (typeof shift !== 'number') {
    const one = moving(shift ?? {});
    return { how: `the level moved: ${one.title}`, list: [one] };
  }
  return {
    how:
      targets.length > 1 ? `any one level moved by ${shift} sd` : `the level moved by ${shift} sd`,
    list: targets.flatMap((name) => [moving({ [name]: shift }), moving({ [name]: -shift })]),
  };
}

/** Changed values of a series: one that was always above 0 stays there, by a tenth of its smallest value. */
function above({ values }: Series, change: (value: number, at: number) => number): Float64Array {
  const least = values.reduce((low, value) => Math.min(low, value), Infinity);
  const floor = least < 0 ? -Infinity : least / 10;
  return values.map((value, at) => Math.max(floor, change(value, at)));
}
