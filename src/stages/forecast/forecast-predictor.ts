import type { Batch } from '../../contracts/batch.js';
import type { ForecastShape, Series } from '../../contracts/forecast.js';
import type { Predictions, Predictor, SavedModel, Signature } from '../../contracts/model.js';
import { MlxError } from '../../errors/index.js';
import { buildPanel, keyOf, type TimedRows } from '../../learning/forecasting/build-panel.js';
import { historyOf } from '../../learning/forecasting/history.js';
import { endsOf } from '../../learning/forecasting/origins.js';
import { timeAt, timeText } from '../../learning/forecasting/time-step.js';
import { shapeOf } from '../../learning/models/forecasts/forecast-data.js';
import { predictorOf } from '../../learning/models/predict.js';
import { timedRows } from './read-timed.js';

/** What may be sent to a packaged forecast: values that have become known since. */
export function forecastSignature({ task }: SavedModel): Signature {
  const { time, series, targets, step } = shapeOf(task);
  return {
    task,
    inputs: [
      { name: time, type: step.unit === 'number' ? 'number' : 'timestamp', required: true },
      ...(series === undefined
        ? []
        : [{ name: series, type: 'category' as const, required: true }]),
      ...targets.map((name) => ({ name, type: 'number' as const, required: true })),
    ],
  };
}

/**
 * Says how series go on: all that the package knows when no rows are given, else those of the rows, which are put after (or in
 * place of) what the package knows of them. Rows from before its history are passed over.
 */
export function forecastPredictor(version: string, model: SavedModel): Predictor {
  const shape = shapeOf(model.task);
  const predict = predictorOf(model);
  const goesOn = seriesAfter(model);
  return {
    version,
    signature: forecastSignature(model),
    predict: (batch: Batch) => {
      const series = goesOn(batch);
      const answers = predict({
        ...{ rows: series.length, columns: [], values: new Float32Array(0), panel: endsOf(series) },
      });
      return aboutSeries(answers, series, shape);
    },
  };
}

/** What is known of series after rows have been given: those of the package when there are none. */
export function seriesAfter(model: SavedModel): (batch: Batch) => readonly Series[] {
  const shape = shapeOf(model.task);
  const history = historyOf(model);
  const { time, series, targets, step } = shape;
  const columns = {
    time: {
      name: time,
      type: step.unit === 'number' ? ('number' as const) : ('timestamp' as const),
    },
    ...(series !== undefined && { series }),
    targets,
  };
  return (batch) =>
    batch.rows === 0 ? history : updated(history, timedRows([batch], columns), shape);
}

/** The series of the rows, with what was known of them before. */
function updated(
  history: readonly Series[],
  rows: TimedRows,
  shape: ForecastShape,
): readonly Series[] {
  const { step, targets } = shape;
  const named = new Set(rows.series ?? [null]);
  const own = history.filter(({ name }) => named.has(name));
  const starts = new Map(own.map((each) => [each.name, timeAt(step, each.start)]));
  const kept = [...rows.times.keys()].filter((row) => {
    const start = starts.get(rows.series?.[row] ?? null) ?? -Infinity;
    return (rows.times[row] as number) >= start;
  });
  if (kept.length === 0) {
    throw new MlxError('data/row-invalid', 'All rows are from before the history of the model', {
      hints: ['Give rows that have become known since, or none at all'],
    });
  }
  const given = kept.map((row) => ({
    ...{ time: rows.times[row] as number, series: rows.series?.[row] ?? null },
    values: targets.map((_, at) => (rows.targets[at] as Float64Array)[row] as number),
  }));
  const said = new Set(given.map((row) => JSON.stringify([row.series, row.time])));
  const before = knownBefore(own, shape).filter(
    (row) => !said.has(JSON.stringify([row.series, row.time])),
  );
  const all = [...before, ...given];
  const panel = buildPanel(
    {
      times: Float64Array.from(all, (row) => row.time),
      series: shape.series === undefined ? null : all.map((row) => row.series),
      targets: targets.map((_, at) =>
        Float64Array.from(all, (row) => row.values[at] ?? Number.NaN),
      ),
      rowIds: Float64Array.from(all.keys()),
    },
    shape,
  );
  // In the order of the history; what is new comes last.
  const places = new Map(history.map((each, at) => [keyOf(each), at]));
  return panel.toSorted(
    (a, b) => (places.get(keyOf(a)) ?? Infinity) - (places.get(keyOf(b)) ?? Infinity),
  );
}

/** A history as rows: one for each time of each series, with all its targets. */
function knownBefore(
  history: readonly Series[],
  { step, targets }: ForecastShape,
): readonly {
  readonly time: number;
  readonly series: string | null;
  readonly values: readonly number[];
}[] {
  const rows = new Map<string, { time: number; series: string | null; values: number[] }>();
  for (const { name, target, start, values } of history) {
    for (const [at, value] of values.entries()) {
      const time = timeAt(step, start + at);
      const key = JSON.stringify([name, time]);
      const row = rows.get(key) ?? { time, series: name, values: targets.map(() => Number.NaN) };
      row.values[targets.indexOf(target)] = value;
      rows.set(key, row);
    }
  }
  return [...rows.values()];
}

/** Answers for series, with the times that each is about. */
export function aboutSeries(
  answers: Predictions,
  series: readonly Series[],
  { step, horizon }: ForecastShape,
): Predictions {
  const about = series.map(({ name, target, start, values }) => ({
    ...{ series: name, target },
    times: Array.from({ length: horizon }, (_, ahead) =>
      timeText(step, start + values.length + ahead),
    ),
  }));
  return { ...answers, about };
}
