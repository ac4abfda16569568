import type { ModelGraph, Ref } from './model-graph.js';

type Scaler = (graph: ModelGraph, from: Ref, state: Readonly<Record<string, unknown>>) => Ref;

/** Scalings that a graph can say, each as its step in `data/features/steps` computes. */
export const scalers: Readonly<Record<string, Scaler>> = {
  none: (_graph, from) => from,
  standard: (graph, from, state) => standardised(graph, from, state),
  'min-max': (graph, from, { min, max }) =>
    shifted(graph, from, [min as number, (max as number) - (min as number)]),
  robust: (graph, from, { median, range }) =>
    shifted(graph, from, [median as number, range as number]),
  log: (graph, from, state) => {
    const size = graph.op('log', graph.op('add', graph.op('abs', from), graph.number(1)));
    const isNegative = graph.op('less', from, graph.number(0));
    const signed = graph.op('where', isNegative, negative(graph, size), size);
    return standardised(graph, signed, state);
  },
  'yeo-johnson': (graph, from, state) => {
    const lambda = state['lambda'] as number;
    const zero = graph.number(0);
    const above = power(graph, graph.op('max', from, zero), lambda);
    const below = power(graph, graph.op('max', negative(graph, from), zero), 2 - lambda);
    const isNegative = graph.op('less', from, zero);
    const bent = graph.op('where', isNegative, negative(graph, below), above);
    // So that a missing value stays one.
    const known = graph.op('where', graph.op('isNaN', from), from, bent);
    return standardised(graph, known, state);
  },
};

/** ((1 + x)^lambda − 1) / lambda of what is not below 0; its limit, the logarithm, where lambda is 0. */
function power(graph: ModelGraph, from: Ref, lambda: number): Ref {
  const log = graph.op('log', graph.op('add', from, graph.number(1)));
  if (lambda === 0) return log;
  const raised = graph.op('exp', graph.op('mul', log, graph.number(lambda)));
  const less = graph.op('sub', raised, graph.number(1));
  return graph.op('div', less, graph.number(lambda));
}

function standardised(
  graph: ModelGraph,
  from: Ref,
  { mean, sd }: Readonly<Record<string, unknown>>,
): Ref {
  return shifted(graph, from, [mean as number, sd as number]);
}

/** (x − by) / over; 0 where `over` is. */
function shifted(graph: ModelGraph, from: Ref, [by, over]: readonly [number, number]): Ref {
  if (over === 0) return graph.op('mul', from, graph.number(0));
  return graph.op('div', graph.op('sub', from, graph.number(by)), graph.number(over));
}

function negative(graph: ModelGraph, from: Ref): Ref {
  return graph.op('sub', graph.number(0), from);
}
