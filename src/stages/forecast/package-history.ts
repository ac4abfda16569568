import { join } from 'node:path';
import type { Series } from '../../contracts/forecast.js';
import type { JsonObject } from '../../contracts/json.js';
import type { SavedModel } from '../../contracts/model.js';
import { buildPanel, keyOf } from '../../learning/forecasting/build-panel.js';
import { timeText } from '../../learning/forecasting/time-step.js';
import { shapeOf } from '../../learning/models/forecasts/forecast-data.js';
import { ingested, tableFile } from '../artifact-files.js';
import { filesOfSplits, loadPanel } from './load-panel.js';
import { readTimed } from './read-timed.js';
import { type ForecastWish, timedColumns } from './settle-forecast.js';

/** All values of the series that were learnt from, to the end of the data, with all that is known ahead. */
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
  const { whole, task } = await loadPanel(wish, { files, ingest: inputs.ingest, signal });
  if (wish.knownAhead === undefined) return whole;
  // Rows of times to come have no target, and so are in no split.
  const { columns } = await ingested.read(inputs.ingest);
  const table = join(inputs.ingest, tableFile);
  const rows = await readTimed([table], timedColumns(wish, columns), { signal, ids: false });
  const complete = new Map(buildPanel(rows, shapeOf(task)).map((each) => [keyOf(each), each]));
  return whole.map((each) => {
    const { start, ahead = [] } = complete.get(keyOf(each)) ?? each;
    return { ...each, ahead: ahead.map((column) => column.slice(Math.max(0, each.start - start))) };
  });
}

/**
 * Rows of the first series, as a client would send them: its last ones or, where something has to be known ahead, the times to come,
 * as if that stayed as it was. Their answers are how the series goes on.
 */
export function goldenValues(
  series: readonly Series[],
  { task }: SavedModel,
  most: number,
): readonly JsonObject[] {
  const { time, series: column, targets, step, horizon, knownAhead } = shapeOf(task);
  const name = series[0]?.name ?? null;
  const own = targets.map((target) =>
    series.find((each) => each.name === name && each.target === target),
  );
  // Targets that end at other times have no last row in common.
  const ends = own.flatMap((each) => (each === undefined ? [] : [each.start + each.values.length]));
  const end = Math.min(...ends);
  const starts = own.flatMap((each) => (each === undefined ? [] : [each.start]));
  const about = (place: number): JsonObject => ({
    [time]: step.unit === 'number' ? Number(timeText(step, place)) : timeText(step, place),
    ...(column !== undefined && name !== null && { [column]: name }),
  });
  if (knownAhead !== undefined) {
    const last = Math.max(...ends);
    const kept = knownAhead.map(({ name: each, type }, at) => {
      const value = lastOf(own[0]?.ahead?.[at]);
      return [each, type === 'boolean' && value !== null ? value === 1 : value] as const;
    });
    return Array.from({ length: horizon }, (_, at) => ({
      ...{ ...about(last + at), ...Object.fromEntries(kept) },
    }));
  }
  const count = Math.min(most, horizon, end - Math.max(...starts));
  return Array.from({ length: count }, (_, at): JsonObject => {
    const place = end - count + at;
    const values = targets.map((target, index) => {
      const each = own[index];
      return [target, each?.values[place - each.start] ?? null] as const;
    });
    return { ...about(place), ...Object.fromEntries(values) };
  });
}

/** The last value that is there. */
function lastOf(values: Float64Array = new Float64Array(0)): number | null {
  return values.findLast((value) => !Number.isNaN(value)) ?? null;
}
