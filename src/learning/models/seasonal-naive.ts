import { forecastData, forecastRows, shapeOf } from './forecasts/forecast-data.js';
import { defineModel } from './model-family.js';

/** Says what was one season before: every other forecast must beat it. */
export const seasonalNaive = defineModel({
  name: 'seasonal-naive',
  summary: 'What was one season before: the floor that every other forecast must beat',
  tasks: ['forecast'],
  reads: 'scaled',
  params: {
    drift: {
      enum: ['none', 'linear', 'log'],
      default: 'none',
      search: { choice: ['none', 'linear', 'log'] },
      description:
        'Goes on with the mean growth from season to season: by as much (`linear`) or by as many per cent (`log`)',
    },
  },

  fit(data, { drift }, { signal }) {
    signal.throwIfAborted();
    forecastData(data);
    const model = {
      family: 'seasonal-naive',
      task: data.task,
      inputs: data.train.x.columns,
      config: { drift },
      weights: {},
    };
    return Promise.resolve({ model, history: [], epochs: 0, bestEpoch: 0, notes: [] });
  },

  predictor({ task, config }) {
    const { season } = shapeOf(task);
    const drift = config['drift'] as 'none' | 'linear' | 'log';
    return forecastRows(task, () => ({ series: { values }, known, into }) => {
      const lag = Math.min(season, known);
      const growth = driftOf(values.subarray(0, known), lag, drift);
      for (let step = 0; step < into.length; step++) {
        const seasons = Math.floor(step / lag) + 1;
        const before = values[known + step - seasons * lag] as number;
        into[step] = growth.add(before, seasons);
      }
    });
  },
});

/** The mean growth over a season, and how to go on with it; logarithms only of what is above 0. */
function driftOf(
  values: Float64Array,
  lag: number,
  kind: 'none' | 'linear' | 'log',
): { readonly add: (before: number, seasons: number) => number } {
  const count = values.length - lag;
  if (kind === 'none' || count <= 0) return { add: (before) => before };
  if (kind === 'log' && values.every((value) => value > 0)) {
    const growth = meanGrowth(values.map(Math.log), lag);
    return { add: (before, seasons) => before * Math.exp(seasons * growth) };
  }
  const growth = meanGrowth(values, lag);
  return { add: (before, seasons) => before + seasons * growth };
}

function meanGrowth(values: Float64Array, lag: number): number {
  let sum = 0;
  for (let at = lag; at < values.length; at++) {
    sum += (values[at] as number) - (values[at - lag] as number);
  }
  return sum / (values.length - lag);
}
