import type { SavedModel, WeightValues } from '../../../../contracts/model.js';
import type { FamilyWriter } from '../family-writer.js';
import type { ModelGraph, Ref } from '../model-graph.js';

/** The distance from the nearest of some points: k-means by its centres, DBSCAN by its crowded rows. */
export function nearestOf(points: string): FamilyWriter {
  return (graph, model, features) => {
    const from = graph.cast(features, 'double');
    const all = distances(graph, from, {
      points: block(model, points),
      width: model.inputs.length,
    });
    return graph.op('sqrt', graph.reduce('min', all));
  };
}

/** How much thinner a row's place is than those of its neighbours. */
export const localOutlierFactor: FamilyWriter = (graph, model, features) => {
  const count = model.config['neighbours'] as number;
  const from = graph.cast(features, 'double');
  if (count === 0) return graph.op('add', zeros(graph, from), graph.number(1));
  const all = distances(graph, from, {
    points: block(model, 'points'),
    width: model.inputs.length,
  });
  const { values, places } = graph.smallest(all, count);
  const of = (name: string): Ref => {
    const numbers = block(model, name);
    return graph.gather(graph.numbers(numbers, [numbers.length]), places);
  };
  const reached = graph.reduce('sum', graph.op('max', graph.op('sqrt', values), of('reach')));
  const mean = graph.op('div', reached, graph.number(count));
  const dense = graph.op('div', graph.reduce('sum', of('density')), graph.number(count));
  return graph.op('mul', dense, graph.op('add', mean, graph.number(1e-10)));
};

interface Config {
  readonly neighbours: number;
  readonly weights: 'distance' | 'uniform';
  readonly metric: 'cosine' | 'euclidean' | 'manhattan';
}

/** The weighted share of each class, or mean, of the rows found. */
export const nearestNeighbours: FamilyWriter = (graph, model, features) => {
  const { neighbours, weights, metric } = model.config as unknown as Config;
  const isNumber = model.task.kind === 'regression';
  const raw = graph.cast(features, 'double');
  const from = metric === 'cosine' ? unitRows(graph, raw) : raw;
  const all = distances(graph, from, {
    ...{ points: block(model, 'points'), width: model.inputs.length },
    absolute: metric === 'manhattan',
  });
  const found = graph.smallest(all, neighbours);
  const own = ownWeights(graph, model, found.places);
  const near = weights === 'distance' ? nearness(graph, found.values, metric) : undefined;
  const shares = near === undefined ? own : graph.op('mul', own, near);
  const total = graph.reduce('sum', shares);
  // Rows without any weight, or so far that nothing is left of their weight, count the same.
  const zero = graph.number(0);
  const counts = graph.op(
    'and',
    graph.op('greater', total, zero),
    graph.op('greater', graph.reduce('sum', own), zero),
  );
  const heard = graph.op('where', counts, shares, graph.number(1));
  const targets = block(model, 'targets');
  const said = graph.gather(graph.numbers(targets, [targets.length]), found.places);
  const sums = isNumber
    ? graph.reduce('sum', graph.op('mul', heard, said))
    : graph.concat(
        model.task.classes.map((_, k) => {
          const isClass = graph.cast(graph.op('equal', said, graph.number(k)), 'double');
          return graph.reduce('sum', graph.op('mul', heard, isClass));
        }),
      );
  return graph.op('div', sums, graph.reduce('sum', heard));
};

/** 1 / distance; where one is at distance 0, only those that are. */
function nearness(graph: ModelGraph, squared: Ref, metric: Config['metric']): Ref {
  const real = {
    euclidean: () => graph.op('sqrt', squared),
    cosine: () => graph.op('div', squared, graph.number(2)),
    manhattan: () => squared,
  }[metric]();
  const zero = graph.number(0);
  const isThere = graph.op('equal', squared, zero);
  const touches = graph.op('equal', graph.slice(squared, 0, 1), zero);
  const one = graph.number(1);
  const inverse = graph.op('div', one, graph.op('where', isThere, one, real));
  return graph.op('where', touches, graph.cast(isThere, 'double'), inverse);
}

function ownWeights(graph: ModelGraph, { weights }: SavedModel, places: Ref): Ref {
  const own = weights['weights']?.values;
  if (own !== undefined) return graph.gather(graph.numbers(own, [own.length]), places);
  const nothing = graph.op('mul', graph.cast(places, 'double'), graph.number(0));
  return graph.op('add', nothing, graph.number(1));
}

/** At length 1, in float32 as points are kept; a row of zeros stays. */
function unitRows(graph: ModelGraph, from: Ref): Ref {
  const squares = graph.reduce('sum', graph.op('mul', from, from));
  const isLong = graph.op('greater', squares, graph.number(0));
  const length = graph.op('where', isLong, graph.op('sqrt', squares), graph.number(1));
  return graph.cast(graph.cast(graph.op('div', from, length), 'float'), 'double');
}

/**
 * How far each row is from each point: sums of squares, or of absolute differences. Column by column, which is as exact as mlx itself
 * and needs no more room than rows × points; the shorter way by products would leave small distances to rounding.
 */
function distances(
  graph: ModelGraph,
  from: Ref,
  {
    points,
    width,
    absolute = false,
  }: { readonly points: WeightValues; readonly width: number; readonly absolute?: boolean },
): Ref {
  const count = points.length / width;
  let sum: Ref | undefined;
  for (let column = 0; column < width; column++) {
    const own = Float64Array.from(
      { length: count },
      (_, at) => points[at * width + column] as number,
    );
    const value = graph.slice(from, column, column + 1);
    const far = graph.op('sub', value, graph.numbers(own, [1, count]));
    const term = absolute ? graph.op('abs', far) : graph.op('mul', far, far);
    sum = sum === undefined ? term : graph.op('add', sum, term);
  }
  if (sum === undefined) throw new Error('a model of neighbours has columns');
  return sum;
}

/** A column of zeros, one for each row. */
export function zeros(graph: ModelGraph, from: Ref): Ref {
  const isAny = graph.op('isNaN', graph.slice(from, 0, 1));
  return graph.op('mul', graph.cast(isAny, 'double'), graph.number(0));
}

function block({ weights }: SavedModel, name: string): WeightValues {
  const values = weights[name]?.values;
  if (values === undefined) throw new Error(`the model has no ${name}`);
  return values;
}
