import { shapeOf } from '../../../../learning/models/forecasts/forecast-data.js';
import type { ForecastWriter } from './forecast-writer.js';
import { seasonsBefore } from './seasonal-weights.js';

export const seasonalNaive: ForecastWriter = {
  window: ({ task, config }) =>
    config['drift'] === 'none' ? shapeOf(task).season : { all: '`drift` the growth of them all' },
  write: ({ graph, values, window, shape: { season, horizon } }) => {
    const places = Array.from({ length: horizon }, (_, step) =>
      seasonsBefore({ season, step, window }, 0),
    );
    return graph.columns(values, places);
  },
};
