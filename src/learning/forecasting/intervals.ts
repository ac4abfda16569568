import type { ForecastIntervals, Panel, Series } from '../../contracts/forecast.js';
import type { Predictions } from '../../contracts/model.js';
import { keyOf } from './build-panel.js';
import { type SeriesScale, scaleOf } from './scales.js';

/**
 * How wide intervals must be, from forecasts whose truth is known: split conformal prediction (Vovk et al. 2005; Lei et al.
 * 2018) step by step, on absolute errors in units of the scale of each series. A step with too few errors for the level
 * borrows those of the steps around it.
 */
export function fitIntervals(
  { width, values }: Predictions,
  held: { readonly panel: Panel; readonly y: Float64Array; readonly weights?: Float64Array },
  { level, scales }: { readonly level: number; readonly scales: ReadonlyMap<string, SeriesScale> },
): ForecastIntervals {
  const { panel, y, weights } = held;
  const errors: number[][] = Array.from({ length: width }, () => []);
  for (let at = 0; at < y.length; at++) {
    if (weights?.[at] === 0) continue;
    const series = panel.series[panel.of[Math.floor(at / width)] as number] as Series;
    const scale = unitOf(scales.get(keyOf(series)));
    errors[at % width]?.push(Math.abs((values[at] as number) - (y[at] as number)) / scale);
  }
  const enough = Math.ceil(2 / (1 - level));
  const widths = errors.map((_, step) => {
    const sorted = Float64Array.from(aroundStep(errors, step, enough)).sort();
    const rank = Math.ceil((sorted.length + 1) * level);
    return sorted[Math.min(rank, sorted.length) - 1] ?? 0;
  });
  const units = [...scales].map(([key, scale]) => [key, unitOf(scale)] as const);
  return { level, widths, scales: Object.fromEntries(units) };
}

/** Errors of a step and as few neighbours on both sides as make them enough. */
function aroundStep(
  errors: readonly (readonly number[])[],
  step: number,
  enough: number,
): number[] {
  for (let reach = 0; ; reach++) {
    const from = Math.max(0, step - reach);
    const near = errors.slice(from, step + reach + 1).flat();
    if (near.length >= enough || reach >= errors.length) return near;
  }
}

function unitOf(scale: SeriesScale | undefined): number {
  const { mae = 0, sd = 0 } = scale ?? {};
  return mae > 0 ? mae : sd > 0 ? sd : 1;
}

/** The forecasts with the ends of their intervals. A series that is new has the scale of its own history. */
export function withIntervals(
  predictions: Predictions,
  { series, of }: Panel,
  { widths, scales, season }: ForecastIntervals & { readonly season: number },
): Predictions {
  const { width, values } = predictions;
  const units = series.map((each) => scales[keyOf(each)] ?? unitOf(scaleOf(each, season)));
  const half = (at: number): number =>
    (widths[at % width] ?? 0) * (units[of[Math.floor(at / width)] as number] ?? 1);
  return {
    ...predictions,
    low: values.map((value, at) => value - half(at)),
    high: values.map((value, at) => value + half(at)),
  };
}
