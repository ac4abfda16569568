import type { ForecastShape, Panel, Series } from '../../../contracts/forecast.js';
import type { Matrix } from '../../../contracts/matrix.js';
import type { Task } from '../../../contracts/task.js';
import { MlxError } from '../../../errors/index.js';
import type { PredictFunction, TrainingData } from '../model-family.js';

/** What a family of forecasts learns from. */
export interface ForecastData {
  readonly shape: ForecastShape;
  /** Whole series, up to the end of what may be learnt from. */
  readonly series: readonly Series[];
  /** Forecasts to choose by, and what came true; absent without a validation part. */
  readonly held?: { readonly panel: Panel; readonly y: Float64Array };
}

/** The series of a forecast task. Throws `learning/no-rows` when there are none. */
export function forecastData({ task, train, validation }: TrainingData): ForecastData {
  const { series } = panelOf(train.x);
  if (train.x.rows === 0 || series.length === 0) {
    throw new MlxError('learning/no-rows', `There are no rows to learn \`${task.target}\` from`, {
      hints: ['Look at what is left of the data: `mlx split`'],
    });
  }
  return {
    shape: shapeOf(task),
    series,
    ...(validation !== undefined &&
      validation.y.length > 0 && { held: { panel: panelOf(validation.x), y: validation.y } }),
  };
}

export function panelOf({ panel }: Matrix): Panel {
  if (panel === undefined) throw new Error('a forecast reads a panel');
  return panel;
}

export function shapeOf({ forecast }: Task): ForecastShape {
  if (forecast === undefined) throw new Error('a forecast task says how far it reaches');
  return forecast;
}

/** What a family says of one series at one time: writes the next values into `into`. */
export type ForecastOne = (at: {
  readonly series: Series;
  /** How many values are known; no later one may be read. */
  readonly known: number;
  readonly into: Float64Array;
}) => void;

/** Forecasts row by row; `prepare` is asked once for each series. */
export function forecastRows(
  task: Task,
  prepare: (series: Series) => ForecastOne,
): PredictFunction {
  const { horizon } = shapeOf(task);
  return (matrix) => {
    const panel = panelOf(matrix);
    const prepared = new Map<number, ForecastOne>();
    const values = new Float64Array(panel.of.length * horizon);
    for (let row = 0; row < panel.of.length; row++) {
      const place = panel.of[row] as number;
      const series = panel.series[place] as Series;
      const one = prepared.get(place) ?? prepare(series);
      prepared.set(place, one);
      const into = values.subarray(row * horizon, (row + 1) * horizon);
      one({ series, known: panel.known[row] as number, into });
    }
    return { rows: panel.of.length, width: horizon, values };
  };
}

/** Refuses a series that a family which learns each by itself has not learnt. */
export function unknownSeries({ name, target }: Series, family: string): MlxError {
  const what = name === null ? `\`${target}\`` : `the series \`${name}\` (\`${target}\`)`;
  return new MlxError('forecast/unknown-series', `\`${family}\` has not learnt ${what}`, {
    hints: [
      'Train again with its rows',
      'Or use a family that learns from all series together: `lag-boosting`, `gru`, `window-linear` with `share: all`',
    ],
  });
}
