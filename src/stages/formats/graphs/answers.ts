import type { Decision } from '../../../contracts/decision.js';
import type { Calibration, CalibrationCurve } from '../../../contracts/model.js';
import type { Task } from '../../../contracts/task.js';
import type { ModelGraph, Ref } from './model-graph.js';

interface AnswersOf {
  readonly task: Task;
  /** What the target was brought to mean 0 and standard deviation 1 by. */
  readonly scale?: { readonly mean: number; readonly sd: number };
}

/** What logits become: as `predictionsFrom` has it. */
export function logitAnswers(
  graph: ModelGraph,
  logits: Ref,
  { task: { kind }, scale: { mean, sd } = { mean: 0, sd: 1 } }: AnswersOf,
): Ref {
  if (kind === 'multiclass') return graph.softmax(logits);
  if (kind === 'binary') return twoClasses(graph, graph.op('sigmoid', logits));
  const scaled = graph.op('mul', logits, graph.number(sd));
  return graph.op('add', scaled, graph.number(mean));
}

/** Each row divided by its sum. */
export function classShares(graph: ModelGraph, sums: Ref): Ref {
  return graph.op('div', sums, graph.reduce('sum', sums));
}

/** The probability of the first class and of the second, from that of the second. */
export function twoClasses(graph: ModelGraph, positive: Ref): Ref {
  return graph.concat([graph.op('sub', graph.number(1), positive), positive]);
}

/** Probabilities after calibration, as `calibrated` has it. */
export function calibratedAnswers(graph: ModelGraph, answers: Ref, { curves }: Calibration): Ref {
  const smallest = graph.number(1e-15);
  const log = (value: Ref): Ref => graph.op('log', graph.op('max', value, smallest));
  const isBinary = curves.length === 1;
  const one = graph.number(1);
  const curved = curves.map((curve, at) => {
    const place = isBinary ? 1 : at;
    const own = graph.slice(answers, place, place + 1);
    const rest = isBinary ? graph.slice(answers, 0, 1) : graph.op('sub', one, own);
    return along(graph, curve, graph.op('sub', log(own), log(rest)));
  });
  const all = graph.concat(curved);
  if (isBinary) return twoClasses(graph, all);
  const sums = graph.reduce('sum', all);
  const isNone = graph.op('equal', sums, graph.number(0));
  const even = graph.numbers(
    curves.map(() => 1 / curves.length),
    [1, curves.length],
  );
  return graph.op(
    'where',
    isNone,
    even,
    graph.op('div', all, graph.op('where', isNone, one, sums)),
  );
}

function along(graph: ModelGraph, curve: CalibrationCurve, odds: Ref): Ref {
  if ('a' in curve) {
    const line = graph.op('mul', odds, graph.number(-curve.a));
    return graph.op('sigmoid', graph.op('sub', line, graph.number(curve.b)));
  }
  // Each piece adds what has been gone of it; none has before the first knot, and all have behind the last.
  const { from, to } = curve;
  const start = graph.number(to[0] as number);
  const pieces = from.slice(1).map((end, at) => ({
    ...{ begin: from[at] as number, end },
    slope: ((to[at + 1] as number) - (to[at] as number)) / (end - (from[at] as number)),
  }));
  if (pieces.length === 0) return graph.op('add', graph.op('mul', odds, graph.number(0)), start);
  const row = (values: readonly number[]): Ref => graph.numbers(values, [1, values.length]);
  const begins = row(pieces.map(({ begin }) => begin));
  const inside = graph.op('min', graph.op('max', odds, begins), row(pieces.map(({ end }) => end)));
  const risen = graph.op(
    'mul',
    graph.op('sub', inside, begins),
    row(pieces.map(({ slope }) => slope)),
  );
  return graph.op('add', graph.reduce('sum', risen), start);
}

/** The label decided for, as `decide` has it. */
export function labelsOf(
  graph: ModelGraph,
  answers: Ref,
  { task: { kind, classes }, decision = {} }: LabelsOf,
): Ref {
  const { threshold = 0.5, costs } = decision;
  const names = graph.texts(classes);
  if (kind === 'binary') {
    const positive = graph.reshape(graph.slice(answers, 1, 2), [-1]);
    const isPositive = graph.op('greaterOrEqual', positive, graph.number(threshold));
    return graph.gather(names, graph.cast(isPositive, 'int64'));
  }
  if (costs === undefined) return graph.gather(names, graph.placeOf('largest', answers));
  const table = graph.numbers(costs.flat(), [costs.length, costs.length]);
  return graph.gather(names, graph.placeOf('smallest', graph.op('matMul', answers, table)));
}

interface LabelsOf {
  readonly task: Task;
  readonly decision?: Partial<Decision> | undefined;
}
