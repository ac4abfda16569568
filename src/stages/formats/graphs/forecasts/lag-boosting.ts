import type { SavedModel } from '../../../../contracts/model.js';
import { unnest } from '../../../../learning/models/ensembles/nested-model.js';
import { shapeOf } from '../../../../learning/models/forecasts/forecast-data.js';
import { calendarOf } from '../../../../learning/models/forecasts/lag-rows.js';
import { mostSeasons } from '../../../../learning/models/forecasts/seasonal-profile.js';
import { gradientBoosting } from '../families/trees.js';
import type { Ref } from '../model-graph.js';
import type { ForecastWriter } from './forecast-writer.js';
import {
  aboveLevels,
  meanBetween,
  profileWindow,
  seasonsBefore,
  unitOr,
} from './seasonal-weights.js';

interface Stored {
  /** How many last values are features, and how many tell the unit. */
  readonly lags: number;
  readonly window: number;
  readonly series: readonly string[];
}

/** Values that tell the level: a season, or a few lags. */
function recentOf({ task, config }: SavedModel): number {
  return Math.max(shapeOf(task).season, Math.min((config as unknown as Stored).lags, 4));
}

/** The features of `lagReader`, all steps ahead as rows of one matrix, and the trees that read them. */
export const lagBoosting: ForecastWriter = {
  window: (model) => {
    const { lags, window } = model.config as unknown as Stored;
    const profile = profileWindow(shapeOf(model.task).season);
    return Math.max(lags, window, profile, 2 * recentOf(model));
  },
  calendar: calendarOf,
  write: ({ graph, model, values, window, ofSeries, shape }) => {
    const { lags, window: unitWindow, series } = model.config as unknown as Stored;
    const { season, horizon } = shape;
    const recent = recentOf(model);
    const parts = calendarOf(shape).length;
    const calendar =
      parts === 0
        ? undefined
        : graph.input({ name: 'calendar', kind: 'double', width: horizon * parts });
    const level = meanBetween(graph, values, [window - recent, window]);
    const far = graph.op('sub', values, level);
    const spread = meanBetween(graph, graph.op('abs', far), [window - unitWindow, window]);
    const size = unitOr(graph, spread, level);
    const read = graph.op('div', far, size);
    const none = graph.op('mul', level, graph.number(0));
    const before = graph.op(
      'div',
      graph.op('sub', meanBetween(graph, values, [window - 2 * recent, window - recent]), level),
      size,
    );
    const least = graph.op('max', graph.op('abs', level), graph.number(1e-12));
    const places = new Map(series.map((key, at) => [key, at]));
    const code =
      series.length > 1
        ? [
            graph.op(
              'add',
              none,
              ofSeries((key) => places.get(key)),
            ),
          ]
        : [];
    const lagged = graph.columns(
      read,
      Array.from({ length: lags }, (_, at) => window - 1 - at),
    );
    const rows = Array.from({ length: horizon }, (_, step): readonly Ref[] => [
      ...code,
      graph.op('add', none, graph.number(step + 1)),
      lagged,
      ...(season > 1
        ? [
            graph.columns(
              read,
              [...Array(mostSeasons).keys()].map((back) =>
                seasonsBefore({ season, step, window }, back),
              ),
            ),
          ]
        : []),
      before,
      graph.op('div', size, least),
      ...(calendar === undefined ? [] : [graph.slice(calendar, step * parts, (step + 1) * parts)]),
    ]);
    const width = code.length + 1 + lags + (season > 1 ? mostSeasons : 0) + 2 + parts;
    const features = graph.reshape(graph.concat(rows.flat()), [-1, width]);
    const [trees] = unnest(model);
    if (trees === undefined) throw new Error('a model of lags holds trees');
    const said = gradientBoosting(graph, trees.model, graph.cast(features, 'float'));
    const above = aboveLevels({ graph, values, window }, shape);
    const beyond = graph.op('mul', graph.reshape(said, [-1, horizon]), size);
    return graph.op('add', beyond, graph.op('add', above, level));
  },
};
