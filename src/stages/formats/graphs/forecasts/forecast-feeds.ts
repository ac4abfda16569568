import type { Series } from '../../../../contracts/forecast.js';
import type { SavedModel } from '../../../../contracts/model.js';
import { historyOf } from '../../../../learning/forecasting/history.js';
import { timeAt, timeText } from '../../../../learning/forecasting/time-step.js';
import { shapeOf } from '../../../../learning/models/forecasts/forecast-data.js';
import type { Feed } from '../feed.js';
import { namesOf } from './forecast-writer.js';
import { calendarPartsOf, fillsOf, windowOf } from './index.js';

/** Series as the inputs of the graph that `writeForecast` wrote: each is a row. */
export function forecastFeeds(model: SavedModel, series: readonly Series[]): readonly Feed[] {
  const { horizon, step } = shapeOf(model.task);
  const window = windowOf(model);
  const rows = series.length;
  const names = namesOf(model);
  const parts = calendarPartsOf(model);
  const texts = (name: string, data: readonly string[]): Feed => ({
    ...{ name, type: 'string', data, dims: [rows, 1] },
  });
  const numbers = (name: string, data: readonly number[], width: number): Feed => ({
    ...{ name, type: 'double', data, dims: [rows, width] },
  });
  const calendar = series.flatMap(({ start, values }) =>
    Array.from({ length: horizon }, (_, ahead) => start + values.length + ahead).flatMap((place) =>
      parts.map(({ read }) => read(timeAt(step, place), place)),
    ),
  );
  return [
    numbers(
      'values',
      series.flatMap((each) => lastOf(each, window)),
      window,
    ),
    ...(names.series.length > 0
      ? [
          texts(
            'series',
            series.map(({ name }) => name ?? ''),
          ),
        ]
      : []),
    ...(names.targets.length > 0
      ? [
          texts(
            'target',
            series.map(({ target }) => target),
          ),
        ]
      : []),
    ...(parts.length > 0 ? [numbers('calendar', calendar, horizon * parts.length)] : []),
  ];
}

/** The last values; where there are fewer, the first stands for those before. */
function lastOf({ values }: Series, window: number): readonly number[] {
  return Array.from(
    { length: window },
    (_, at) => values[Math.max(0, values.length - window + at)] as number,
  );
}

/** What the calendar tells of the times after the first series of the package. */
function calendarExample(model: SavedModel): object {
  const first = historyOf(model).slice(0, 1);
  const after = first.map(({ start, values }) =>
    timeText(shapeOf(model.task).step, start + values.length - 1),
  );
  const [numbers] = forecastFeeds(model, first).filter(({ name }) => name === 'calendar');
  return { after: after[0], calendar: numbers?.data };
}

/** What a file of a forecast reads and gives, in words for people. */
export function forecastInputs(model: SavedModel): object {
  const { horizon, step } = shapeOf(model.task);
  const window = windowOf(model);
  const names = namesOf(model);
  const parts = calendarPartsOf(model);
  const unit = { ms: 'milliseconds', month: 'months', number: '' }[step.unit];
  const every = `${step.every} ${unit}`.trim();
  const text = (name: string, known: readonly string[]): readonly object[] =>
    known.length === 0 ? [] : [{ name, type: 'string', shape: ['rows', 1], known }];
  return {
    reads: 'series',
    inputs: [
      {
        ...{ name: 'values', type: 'double', shape: ['rows', window], every },
        is: `a series in each row: its last ${window} values, the oldest first, none missing${fillsOf(model) ? '; before a shorter history its first value' : ''}`,
      },
      ...text('series', names.series),
      ...text('target', names.targets),
      ...(parts.length === 0
        ? []
        : [
            {
              ...{ name: 'calendar', type: 'double', shape: ['rows', horizon * parts.length] },
              is: `of the time of each of the ${horizon} steps ahead in turn: ${parts.map(({ name }) => name).join(', ')} (UTC; Sunday is 0, January is 0)`,
              example: calendarExample(model),
            },
          ]),
    ],
    answers: {
      value: model.task.target,
      stepsAhead: horizon,
      ...(model.intervals && { interval: model.intervals.level }),
    },
  };
}
