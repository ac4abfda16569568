import type { Decision } from '../../../contracts/decision.js';
import type { Calibration } from '../../../contracts/model.js';
import type { Task } from '../../../contracts/task.js';
import type { OnnxGraph } from './graph.js';

interface AnswersOf {
  readonly task: Task;
  /** What the target was brought to mean 0 and standard deviation 1 by. */
  readonly scale?: { readonly mean: number; readonly sd: number };
}

/** What logits become: as `predictionsFrom` has it. */
export function logitAnswers(
  graph: OnnxGraph,
  logits: string,
  { task: { kind }, scale: { mean, sd } = { mean: 0, sd: 1 } }: AnswersOf,
): string {
  if (kind === 'multiclass') return graph.op('Softmax', [logits], { axis: { int: 1 } });
  if (kind === 'binary') return twoClasses(graph, graph.op('Sigmoid', [logits]));
  const scaled = graph.op('Mul', [logits, graph.number(sd)]);
  return graph.op('Add', [scaled, graph.number(mean)]);
}

/** Each row divided by its sum. */
export function classShares(graph: OnnxGraph, sums: string): string {
  const axis = graph.numbers([1], [1], 'int64');
  return graph.op('Div', [sums, graph.op('ReduceSum', [sums, axis], { keepdims: { int: 1 } })]);
}

/** Probabilities after Platt's calibration, as `calibrated` has it. */
export function calibratedAnswers(
  graph: OnnxGraph,
  answers: string,
  { curves }: Calibration,
): string {
  const smallest = graph.number(1e-15);
  const log = (value: string) => graph.op('Log', [graph.op('Max', [value, smallest])]);
  const [axis, one, two] = [1, 1, 2].map((end) => graph.numbers([end], [1], 'int64')) as [
    string,
    string,
    string,
  ];
  const isBinary = curves.length === 1;
  const own = isBinary ? graph.op('Slice', [answers, one, two, axis]) : answers;
  const rest = graph.op('Sub', [graph.number(1), own]);
  const odds = graph.op('Sub', [log(own), log(rest)]);
  const lines = curves.map((curve) => ('a' in curve ? curve : { a: -1, b: 0 }));
  const slope = graph.numbers(
    lines.map(({ a }) => -a),
    [1, lines.length],
  );
  const shift = graph.numbers(
    lines.map(({ b }) => -b),
    [1, lines.length],
  );
  const line = graph.op('Add', [graph.op('Mul', [odds, slope]), shift]);
  const curve = graph.op('Sigmoid', [line]);
  return isBinary ? twoClasses(graph, curve) : classShares(graph, curve);
}

/** The label decided for, as `decide` has it. */
export function labelsOf(
  graph: OnnxGraph,
  answers: string,
  { task: { kind, classes }, decision = {} }: LabelsOf,
): string {
  const { threshold = 0.5, costs } = decision;
  const names = graph.texts(classes);
  if (kind === 'binary') {
    const positive = graph.op('Gather', [answers, graph.number(1, 'int64')], { axis: { int: 1 } });
    const isPositive = graph.op('GreaterOrEqual', [positive, graph.number(threshold)]);
    return graph.op('Gather', [names, graph.cast(isPositive, 'int64')]);
  }
  return graph.op('Gather', [names, bestOf(graph, answers, costs)]);
}

interface LabelsOf {
  readonly task: Task;
  readonly decision?: Partial<Decision> | undefined;
}

/** The likeliest class, or the one that costs least. */
function bestOf(graph: OnnxGraph, answers: string, costs: Decision['costs']): string {
  const flat = { axis: { int: 1 }, keepdims: { int: 0 } };
  if (costs === undefined) return graph.op('ArgMax', [answers], flat);
  const table = graph.numbers(costs.flat(), [costs.length, costs.length]);
  return graph.op('ArgMin', [graph.op('MatMul', [answers, table])], flat);
}

function twoClasses(graph: OnnxGraph, positive: string): string {
  const negative = graph.op('Sub', [graph.number(1), positive]);
  return graph.op('Concat', [negative, positive], { axis: { int: 1 } });
}
