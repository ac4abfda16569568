import type { ForecastShape } from '../../../../contracts/forecast.js';
import { mostSeasons } from '../../../../learning/models/forecasts/seasonal-profile.js';
import type { ModelGraph, Ref } from '../model-graph.js';

/** How many last values the profile of the last three seasons reads. */
export function profileWindow(season: number): number {
  return season === 1 ? 1 : mostSeasons * season;
}

/**
 * How far above the level of their season values so many steps ahead have been, as `aboveLevel` has it: a sum of the last values,
 * and so a matrix, `window × horizon`. There must be as many values as {@link profileWindow} says.
 */
export function aboveLevels(
  {
    graph,
    values,
    window,
  }: { readonly graph: ModelGraph; readonly values: Ref; readonly window: number },
  { season, horizon }: Pick<ForecastShape, 'season' | 'horizon'>,
): Ref {
  const weights = new Float64Array(window * horizon);
  const add = (place: number, step: number, weight: number): void => {
    const at = place * horizon + step;
    weights[at] = (weights[at] as number) + weight / mostSeasons;
  };
  for (let step = 0; season > 1 && step < horizon; step++) {
    for (let back = 0; back < mostSeasons; back++) {
      const end = window - back * season;
      add(seasonsBefore({ season, step, window }, back), step, 1);
      for (let place = end - season; place < end; place++) add(place, step, -1 / season);
    }
  }
  return graph.op('matMul', values, graph.numbers(weights, [window, horizon]));
}

/** Where in a window the value stands that was as many whole seasons, and `back` more, before a step ahead (from 0). */
export function seasonsBefore(
  {
    season,
    step,
    window,
  }: { readonly season: number; readonly step: number; readonly window: number },
  back: number,
): number {
  return window + step - season * (Math.floor(step / season) + 1 + back);
}

/** The mean of the last values from one place to before another, rows × 1. */
export function meanBetween(
  graph: ModelGraph,
  values: Ref,
  [from, to]: readonly [number, number],
): Ref {
  const sum = graph.reduce('sum', graph.slice(values, from, to));
  return graph.op('div', sum, graph.number(to - from));
}

/** A spread, or where there is none to speak of the size of the level. */
export function unitOr(graph: ModelGraph, spread: Ref, level: Ref): Ref {
  const size = graph.op('abs', level);
  const least = graph.op('mul', size, graph.number(1e-9));
  const instead = graph.op('max', size, graph.number(1));
  return graph.op('where', graph.op('greater', spread, least), spread, instead);
}
