import type { ForecastShape, Series } from '../../../../contracts/forecast.js';
import type { SavedModel } from '../../../../contracts/model.js';
import { keyOf } from '../../../../learning/forecasting/build-panel.js';
import { historyOf } from '../../../../learning/forecasting/history.js';
import type { CalendarPart } from '../../../../learning/models/forecasts/lag-rows.js';
import type { ModelGraph, Ref } from '../model-graph.js';

/** What a family of forecasts is written from: each row is a series, told by its last values. */
export interface ForecastGraph {
  readonly graph: ModelGraph;
  readonly model: SavedModel;
  readonly shape: ForecastShape;
  /** Rows × `window` doubles, the oldest first. */
  readonly values: Ref;
  readonly window: number;
  /** A number of each row's series, rows × 1; NaN for a series that the package does not know, or where `of` has none. */
  readonly ofSeries: (of: (key: string) => number | undefined) => Ref;
}

/** A family of forecasts as a graph says it. */
export interface ForecastWriter {
  /** How many of the last values it reads; in words what reads them all, when that is so. */
  readonly window: (model: SavedModel) => number | { readonly all: string };
  /** A history that is shorter was, before it, as at its beginning. */
  readonly fills?: true;
  /** What the calendar tells of each step ahead, if it reads that. */
  readonly calendar?: (shape: ForecastShape) => readonly CalendarPart[];
  /** All steps ahead: rows × horizon doubles. */
  readonly write: (from: ForecastGraph) => Ref;
}

/** Series and targets by name, as far as there are several to tell apart. */
export function namesOf(model: SavedModel): {
  readonly series: readonly string[];
  readonly targets: readonly string[];
} {
  const history = historyOf(model);
  const names = [...new Set(history.flatMap(({ name }) => (name === null ? [] : [name])))];
  const targets = [...new Set(history.map(({ target }) => target))];
  return { series: names.length > 1 ? names : [], targets: targets.length > 1 ? targets : [] };
}

/** Adds the inputs that tell series apart, and what looks their numbers up. */
export function seriesLookup(graph: ModelGraph, model: SavedModel): ForecastGraph['ofSeries'] {
  const history = historyOf(model);
  const { series, targets } = namesOf(model);
  const placeOf = (name: string, texts: readonly string[]): Ref | undefined =>
    texts.length === 0
      ? undefined
      : graph.placeAmong(graph.input({ name, kind: 'string', width: 1 }), texts);
  const [own, target] = [placeOf('series', series), placeOf('target', targets)];
  // Of several targets each series has as many places as there are, and one for others.
  const columns = targets.length + 1;
  const wide = own && graph.op('mul', own, graph.number(columns, 'int64'));
  const place =
    wide !== undefined && target !== undefined ? graph.op('add', wide, target) : (wide ?? target);
  return (of) => {
    if (place === undefined) return graph.number(of(keyOf(history[0] as Series)) ?? NaN);
    const table = new Float64Array((series.length + 1) * columns).fill(NaN);
    for (const each of history) {
      const row = series.length === 0 ? 0 : series.indexOf(each.name ?? '');
      const column = targets.length === 0 ? 0 : targets.indexOf(each.target);
      table[row * columns + column] = of(keyOf(each)) ?? NaN;
    }
    return graph.gather(graph.numbers(table, [table.length, 1]), graph.reshape(place, [-1]));
  };
}
