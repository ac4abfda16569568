import type { SavedModel } from '../../contracts/model.js';
import { keyOf } from '../forecasting/build-panel.js';
import {
  type ForecastData,
  forecastData,
  forecastRows,
  shapeOf,
  unknownSeries,
} from './forecasts/forecast-data.js';
import { allLong, readingsFor, refuseShort, windowsFor } from './forecasts/window-choices.js';
import {
  chooseWindows,
  type Standard,
  standardised,
  standardOf,
  type WindowFit,
  type WindowReading,
} from './forecasts/window-linear-fit.js';
import { defineModel, type ModelFamily } from './model-family.js';

const params = {
  window: {
    type: 'integer',
    minimum: 1,
    description:
      'How many past values it reads; default: of 1, 2, 4 and 14 seasons what is best on validation',
  },
  l2: {
    type: 'number',
    minimum: 0,
    search: { low: 1e-6, high: 1, log: true },
    description:
      'Weight of the sum of squared weights beside the mean squared error; default: the best on validation',
  },
  from_last: {
    enum: ['auto', 'yes', 'no'],
    default: 'auto',
    description:
      'Reads values less the last one, so that a level that has moved does no harm; `auto`: the better on validation',
  },
  log: {
    enum: ['auto', 'yes', 'no'],
    default: 'auto',
    description:
      'Reads logarithms, for what grows by per cent; `auto`: the better on validation, where all values are above 0',
  },
  share: {
    enum: ['auto', 'series', 'all'],
    default: 'auto',
    description:
      'Weights for each series, or the same for all; `auto`: for each where all of them are long enough',
  },
} as const;

/** A linear map from a window of past values to all steps ahead, by exact least squares. */
export const windowLinear: ModelFamily = defineModel({
  name: 'window-linear',
  summary:
    'All steps ahead as a linear function of a window of past values: fast, exact, and hard to beat on long series',
  tasks: ['forecast'],
  reads: 'scaled',
  params,

  fit(given, values, { signal }) {
    signal.throwIfAborted();
    const data = forecastData(given);
    const windows = windowsFor(data, values.window);
    const longest = Math.max(...windows);
    const together =
      values.share === 'all' || (values.share === 'auto' && !allLong(data, 4 * longest));
    if (!together) refuseShort(data, longest);
    const wanted = {
      windows,
      l2: values.l2 === undefined ? [1e-6, 1e-3, 1e-2, 1e-1] : [values.l2],
      together,
    };
    const fits = readingsFor(data, values).map((reading) => {
      signal.throwIfAborted();
      return chooseWindows(data, reading, wanted);
    });
    const best = bestOf(given.task, data, fits);
    return Promise.resolve({
      model: savedModel(given.task, data, best),
      ...{ history: [], epochs: 0, bestEpoch: 0 },
      notes: [wordsOn(best, together)],
    });
  },

  predictor(model) {
    const { fromLast, log, window, together } = model.config as unknown as Stored;
    const { horizon } = shapeOf(model.task);
    const { series } = model.config as unknown as Stored;
    const places = new Map(series.map(({ key }, at) => [key, at]));
    const weights = model.weights['weights']?.values as Float32Array;
    const biases = model.weights['biases']?.values as Float32Array;
    return forecastRows(model.task, (one) => {
      const place = places.get(keyOf(one));
      if (place === undefined && !together) throw unknownSeries(one, 'window-linear');
      const from = together ? 0 : (place ?? 0);
      return ({ series: { values }, known, into }) => {
        const seen = values.subarray(0, known);
        const standard = series[place ?? -1] ?? standardOf(seen, log);
        // Where history is shorter than the window, it was as at its beginning.
        const read = new Float64Array(window).fill(seen[0] ?? 0);
        read.set(seen.subarray(Math.max(0, known - window)), Math.max(0, window - known));
        const inputs = standardised(read, log, standard);
        const last = fromLast ? (inputs[window - 1] as number) : 0;
        for (let step = 0; step < horizon; step++) {
          into[step] = last + (biases[from * horizon + step] as number);
        }
        for (let at = 0; at < window; at++) {
          const input = (inputs[at] as number) - last;
          const row = (from * window + at) * horizon;
          for (let step = 0; step < horizon; step++) {
            into[step] = (into[step] as number) + input * (weights[row + step] as number);
          }
        }
        for (let step = 0; step < horizon; step++) {
          const answer = (into[step] as number) * standard.sd + standard.mean;
          into[step] = log ? Math.exp(answer) : answer;
        }
      };
    });
  },
});

interface Stored extends WindowReading {
  readonly window: number;
  readonly together: boolean;
  readonly series: readonly (Standard & { readonly key: string })[];
}

/** By what was held; logarithms by the errors of the values themselves. */
function bestOf(
  task: SavedModel['task'],
  data: ForecastData,
  fits: readonly WindowFit[],
): WindowFit {
  const { held } = data;
  const least = (some: readonly WindowFit[]): readonly WindowFit[] =>
    some.toSorted((a, b) => a.error - b.error).slice(0, 1);
  const finalists = [
    ...least(fits.filter(({ choice }) => !choice.log)),
    ...least(fits.filter(({ choice }) => choice.log)),
  ];
  const [first, second] = finalists;
  if (first === undefined) throw new Error('there is at least one reading');
  if (second === undefined || held === undefined) return first;
  const errorOf = (fit: WindowFit): number => {
    const predict = windowLinear.predictor(savedModel(task, data, fit));
    const x = {
      rows: held.panel.of.length,
      columns: [],
      values: new Float32Array(0),
      panel: held.panel,
    };
    const { values } = predict(x);
    const sds = held.panel.series.map((each) => standardOf(each.values, false).sd);
    return values.reduce((sum, value, at) => {
      const sd = sds[held.panel.of[Math.floor(at / data.shape.horizon)] as number] ?? 1;
      return sum + ((value - (held.y[at] as number)) / sd) ** 2;
    }, 0);
  };
  return errorOf(second) < errorOf(first) ? second : first;
}

function savedModel(
  task: SavedModel['task'],
  { series, shape }: ForecastData,
  { choice, answers, together }: WindowFit,
): SavedModel {
  const { window, l2, log, fromLast } = choice;
  const joined = (blocks: readonly Float64Array[]): Float32Array =>
    Float32Array.from(blocks.flatMap((block) => [...block]));
  return {
    family: 'window-linear',
    task,
    inputs: [],
    config: {
      ...{ window, l2, log, fromLast, together },
      series: series.map((each) => ({ key: keyOf(each), ...standardOf(each.values, log) })),
    },
    weights: {
      weights: {
        shape: [answers.length, window, shape.horizon],
        values: joined(answers.map(({ weights }) => weights)),
      },
      biases: {
        shape: [answers.length, shape.horizon],
        values: joined(answers.map(({ biases }) => biases)),
      },
    },
  };
}

function wordsOn({ choice }: WindowFit, together: boolean): string {
  const { window, l2, log, fromLast } = choice;
  const read = log ? 'logarithms of ' : '';
  const less = fromLast ? ', less the last of them' : '';
  return `reads ${read}the last ${window} values${less}, with l2 ${l2}${together ? '; the same weights for all series' : ''}`;
}
