import type { Panel, Series } from '../../contracts/forecast.js';

/** Which forecasts are judged: those whose values all lie within these places of the grid. */
export interface OriginRange {
  readonly from: number;
  readonly to: number;
  readonly horizon: number;
}

/** Forecasts judged at once, in values: above that, not every time is an origin. */
const mostValues = 4e6;

/**
 * A forecast from every time whose next `horizon` values lie within the range, series by series; from every second, third …
 * when there would be too many. What lies before the range is history.
 */
export function rollingOrigins(
  series: readonly Series[],
  { from, to, horizon }: OriginRange,
): { readonly panel: Panel; readonly stride: number } {
  const spans = series.map(({ start, values }) => {
    const first = Math.max(1, from - start);
    const last = Math.min(values.length, to + 1 - start) - horizon;
    return { first, count: Math.max(0, last - first + 1) };
  });
  const all = spans.reduce((sum, { count }) => sum + count, 0);
  const stride = Math.max(1, Math.ceil((all * horizon) / mostValues));
  const rows = spans.flatMap(({ first, count }, at) =>
    // The last origin is always one: its forecasts reach the end of the part.
    Array.from({ length: Math.ceil(count / stride) }, (_, index) => ({
      at,
      known: first + ((count - 1) % stride) + index * stride,
    })),
  );
  const panel = {
    series,
    of: Int32Array.from(rows, ({ at }) => at),
    known: Int32Array.from(rows, ({ known }) => known),
  };
  return { panel, stride };
}

/** What came after each row of a panel: row after row, as many values as the horizon. */
export function truthsOf({ series, of, known }: Panel, horizon: number): Float64Array {
  const truths = new Float64Array(of.length * horizon);
  for (let row = 0; row < of.length; row++) {
    const { values } = series[of[row] as number] as Series;
    const from = known[row] as number;
    truths.set(values.subarray(from, from + horizon), row * horizon);
  }
  return truths;
}

/** A row for the end of each series: the forecast of what nobody knows yet. */
export function endsOf(series: readonly Series[]): Panel {
  return {
    series,
    of: Int32Array.from(series.keys()),
    known: Int32Array.from(series, ({ values }) => values.length),
  };
}
