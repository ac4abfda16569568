import type { Series } from '../../contracts/forecast.js';
import type { JsonObject } from '../../contracts/json.js';
import type { SavedModel } from '../../contracts/model.js';
import { timeText } from '../../learning/forecasting/time-step.js';
import { shapeOf } from '../../learning/models/forecasts/forecast-data.js';
import { filesOfSplits, loadPanel } from './load-panel.js';
import type { ForecastWish } from './settle-forecast.js';

/** All values of the series that were learnt from, to the end of the data. */
export async function wholeSeries(
  wish: ForecastWish,
  {
    inputs,
    signal,
  }: {
    readonly inputs: Readonly<Record<'ingest' | 'split', string>>;
    readonly signal: AbortSignal;
  },
): Promise<readonly Series[]> {
  const files = filesOfSplits(inputs.split, 'test');
  return (await loadPanel(wish, { files, ingest: inputs.ingest, signal })).whole;
}

/** The last rows of the first series, as a client would send them: their answers are how it goes on. */
export function goldenValues(
  series: readonly Series[],
  { task }: SavedModel,
  most: number,
): readonly JsonObject[] {
  const { time, series: column, targets, step, horizon } = shapeOf(task);
  const name = series[0]?.name ?? null;
  const own = targets.map((target) =>
    series.find((each) => each.name === name && each.target === target),
  );
  // Targets that end at other times have no last row in common.
  const ends = own.flatMap((each) => (each === undefined ? [] : [each.start + each.values.length]));
  const end = Math.min(...ends);
  const starts = own.flatMap((each) => (each === undefined ? [] : [each.start]));
  const count = Math.min(most, horizon, end - Math.max(...starts));
  return Array.from({ length: count }, (_, at): JsonObject => {
    const place = end - count + at;
    const values = targets.map((target, index) => {
      const each = own[index];
      return [target, each?.values[place - each.start] ?? null] as const;
    });
    return {
      [time]: step.unit === 'number' ? Number(timeText(step, place)) : timeText(step, place),
      ...(column !== undefined && name !== null && { [column]: name }),
      ...Object.fromEntries(values),
    };
  });
}
