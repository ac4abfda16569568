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
import {
  type KnownRow,
  refuseFarRows,
  refuseUnknownFuture,
  refuseUnknownSeries,
} from './refuse-rows.js';

/** What may be sent to a packaged forecast: values that have become known since. */
export function forecastSignature({ task }: SavedModel): Signature {
  const { time, series, targets, step, knownAhead = [] } = shapeOf(task);
  return {
    task,
    inputs: [
      { name: time, type: step.unit === 'number' ? 'number' : 'timestamp', required: true },
      ...(series === undefined
        ? []
        : [{ name: series, type: 'category' as const, required: true }]),
      // A row of a time to come has no value of the target yet.
      ...targets.map((name) => ({
        ...{ name, type: 'number' as const, required: knownAhead.length === 0 },
      })),
      ...knownAhead.map((column) => ({ ...column, required: true })),
    ],
  };
}

/**
 * Says how series go on: all that the package knows when no rows are given, else those of the rows, which are put after (or in
 * place of) what the package knows of them. Rows from before its history are passed over; those of times to come say what is known of
 * them. Throws `forecast/unknown-future` where that does not reach as far as the forecast.
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

/**
 * What is known of series after rows have been given: what the package knows when there are none. Throws `forecast/unknown-future`
 * where what is known ahead does not reach as far as the forecast.
 */
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
    ...(shape.knownAhead !== undefined && { ahead: shape.knownAhead }),
  };
  return (batch) => {
    const goesOn =
      batch.rows === 0 ? history : updated(history, timedRows([batch], columns), shape);
    refuseUnknownFuture(goesOn, shape);
    return goesOn;
  };
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
  const known = new Map(knownBefore(own, shape).map((row) => [subjectOf(row), row]));
  const given = kept.map((row): KnownRow => {
    const about = { time: rows.times[row] as number, series: rows.series?.[row] ?? null };
    const before = known.get(subjectOf(about));
    const values = targets.map((_, at) => (rows.targets[at] as Float64Array)[row] as number);
    return {
      ...about,
      // A row that says nothing of the target takes nothing away that was known of it.
      values: values.map((value, at) =>
        Number.isNaN(value) ? (before?.values[at] ?? value) : value,
      ),
      ahead: (rows.ahead ?? []).map((column) => column[row] as number),
    };
  });
  refuseUnknownSeries(given, history, shape);
  refuseFarRows(given, history, shape);
  for (const row of given) known.delete(subjectOf(row));
  const all = [...known.values(), ...given];
  const panel = buildPanel(
    {
      times: Float64Array.from(all, (row) => row.time),
      series: shape.series === undefined ? null : all.map((row) => row.series),
      targets: targets.map((_, at) =>
        Float64Array.from(all, (row) => row.values[at] ?? Number.NaN),
      ),
      ...(shape.knownAhead !== undefined && {
        ahead: shape.knownAhead.map((_, at) =>
          Float64Array.from(all, (row) => row.ahead[at] ?? Number.NaN),
        ),
      }),
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

function subjectOf({ series, time }: Pick<KnownRow, 'series' | 'time'>): string {
  return JSON.stringify([series, time]);
}

/** A history as rows: one for each time of each series, with all its targets and what is known ahead. */
function knownBefore(
  history: readonly Series[],
  { step, targets, knownAhead = [] }: ForecastShape,
): readonly KnownRow[] {
  const rows = new Map<string, KnownRow>();
  for (const { name, target, start, values, ahead = [] } of history) {
    const rowAt = (at: number): KnownRow => {
      const time = timeAt(step, start + at);
      const key = subjectOf({ series: name, time });
      const row = rows.get(key) ?? {
        ...{ time, series: name },
        values: targets.map(() => Number.NaN),
        ahead: knownAhead.map(() => Number.NaN),
      };
      rows.set(key, row);
      return row;
    };
    const place = targets.indexOf(target);
    for (const [at, value] of values.entries()) rowAt(at).values[place] = value;
    for (const [column, known] of ahead.entries()) {
      for (const [at, value] of known.entries()) rowAt(at).ahead[column] = value;
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
