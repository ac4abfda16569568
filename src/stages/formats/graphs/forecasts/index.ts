import type { SavedModel } from '../../../../contracts/model.js';
import { historyOf } from '../../../../learning/forecasting/history.js';
import { shapeOf } from '../../../../learning/models/forecasts/forecast-data.js';
import type { ModelGraph } from '../model-graph.js';
import { type ForecastWriter, seriesLookup } from './forecast-writer.js';
import { gru } from './gru.js';
import { lagBoosting } from './lag-boosting.js';
import { seasonalNaive } from './seasonal-naive.js';
import { windowLinear } from './window-linear.js';

/** The forecasts that a graph can say. To add one: its file, its line. */
const writers: Readonly<Record<string, ForecastWriter>> = {
  gru,
  'lag-boosting': lagBoosting,
  'seasonal-naive': seasonalNaive,
  'window-linear': windowLinear,
};

/** Why no graph can say a forecast, worded to follow the name of the format; undefined when one can. */
export function forecastCannot(model: SavedModel): string | undefined {
  const reads = readsOf(model);
  if (typeof reads !== 'number') return `reads the last values of a series, and ${reads.all}`;
  const [ahead] = shapeOf(model.task).knownAhead ?? [];
  if (ahead !== undefined) {
    return `reads the last values of a series, and \`${model.family}\` what is known ahead of \`${ahead.name}\` too`;
  }
  if (fillsOf(model)) return undefined;
  const short = historyOf(model).find(({ values }) => values.length < reads);
  return (
    short &&
    `reads the last ${reads} values of a series, and \`${short.name ?? short.target}\` has ${short.values.length}`
  );
}

/** How many last values the graph of a forecast reads. Only of what {@link forecastCannot} lets pass. */
export function windowOf(model: SavedModel): number {
  const reads = readsOf(model);
  if (typeof reads !== 'number') throw new Error(`${model.family} was looked at before`);
  return reads;
}

/** Whether a history that is shorter than the window was, before it, as at its beginning. */
export function fillsOf({ family }: SavedModel): boolean {
  return writers[family]?.fills === true;
}

/** What the calendar tells a forecast of each step ahead; nothing for most. */
export function calendarPartsOf(
  model: SavedModel,
): ReturnType<NonNullable<ForecastWriter['calendar']>> {
  return writers[model.family]?.calendar?.(shapeOf(model.task)) ?? [];
}

function readsOf(model: SavedModel): ReturnType<ForecastWriter['window']> {
  return writers[model.family]?.window(model) ?? { all: `\`${model.family}\` all of them` };
}

/** Writes a forecast into a graph: from the last values of series to `answers`, and `low` and `high` where it has intervals. */
export function writeForecast(graph: ModelGraph, model: SavedModel): void {
  const shape = shapeOf(model.task);
  const { horizon } = shape;
  const window = windowOf(model);
  const values = graph.input({ name: 'values', kind: 'double', width: window });
  const ofSeries = seriesLookup(graph, model);
  const writer = writers[model.family];
  if (writer === undefined) throw new Error(`${model.family} was looked at before`);
  const answers = writer.write({ graph, model, shape, values, window, ofSeries });
  graph.output(answers, { name: 'answers', kind: 'double', width: horizon });
  const { intervals } = model;
  if (intervals === undefined) return;
  const widths = graph.numbers(intervals.widths, [1, horizon]);
  const half = graph.op(
    'mul',
    widths,
    ofSeries((key) => intervals.scales[key]),
  );
  graph.output(graph.op('sub', answers, half), { name: 'low', kind: 'double', width: horizon });
  graph.output(graph.op('add', answers, half), { name: 'high', kind: 'double', width: horizon });
}
