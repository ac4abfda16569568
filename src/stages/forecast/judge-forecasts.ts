import type { Predictions, SavedModel } from '../../contracts/model.js';
import { keyOf } from '../../learning/forecasting/build-panel.js';
import { fitIntervals } from '../../learning/forecasting/intervals.js';
import type { Truth } from '../../learning/metrics/metric.js';
import { panelOf, shapeOf } from '../../learning/models/forecasts/forecast-data.js';
import { predictorOf } from '../../learning/models/predict.js';
import type { LoadedRows } from '../load-rows.js';

type JudgedRows = Pick<LoadedRows, 'y' | 'weights' | 'forecasts'>;

/** Forecasts as metrics read them: value after value, one column. */
export function valueByValue({ rows, width, values, low, high }: Predictions): Predictions {
  return {
    ...{ rows: rows * width, width: 1, values },
    ...(low !== undefined && { low }),
    ...(high !== undefined && { high }),
  };
}

/** What came true of forecasts. */
export function forecastTruth(task: SavedModel['task'], rows: JudgedRows): Truth {
  const { y, weights, forecasts } = rows;
  return {
    task,
    values: y,
    ...(weights !== undefined && { weights }),
    ...(forecasts !== undefined && { forecasts }),
  };
}

/** The model with intervals as wide as its forecasts over the validation part have erred. */
export function withForecastIntervals(model: SavedModel, held: LoadedRows): SavedModel {
  const panel = panelOf(held.x);
  const known = held.forecasts?.scales ?? [];
  const scales = new Map(
    panel.series.flatMap((each, at) => {
      const scale = known[at];
      return scale === undefined ? [] : [[keyOf(each), scale] as const];
    }),
  );
  const { y, weights } = held;
  const intervals = fitIntervals(
    predictorOf(model)(held.x),
    { panel, y, ...(weights !== undefined && { weights }) },
    { level: shapeOf(model.task).interval, scales },
  );
  return { ...model, intervals };
}
