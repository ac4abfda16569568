import type { FittedColumn, FittedFeatures } from '../../../data/features/fitted-features.js';
import type { OnnxGraph } from './graph.js';

/** Which feature steps a graph of ONNX can say here; the first that it cannot, undefined when all are. */
export function unsaidStep({ columns, matrix }: FittedFeatures): string | undefined {
  if (matrix?.reduce !== undefined) return `reduce: ${matrix.reduce.name}`;
  for (const column of columns) {
    const unsaid = unsaidOf(column);
    if (unsaid !== undefined) return unsaid;
  }
  return undefined;
}

function unsaidOf({ name, type, scale, flag, encode = [] }: FittedColumn): string | undefined {
  if (flag === true) return `outliers: flag of ${name}`;
  if (type === 'timestamp' || type === 'image') return `${type} ${name}`;
  if (scale !== undefined && !(scale.name in scalers)) return `scale: ${scale.name} of ${name}`;
  const isText = type === 'category' || type === 'text';
  const odd = encode.find((step) => !(isText && encoders.includes(step.name)));
  return odd === undefined ? undefined : `encode: ${odd.name} of ${name}`;
}

const encoders: readonly string[] = ['one-hot', 'codes'];

/** Adds an input for each column of the data and gives the matrix of features, float32 as mlx stores it. */
export function featuresOf(graph: OnnxGraph, { columns, matrix }: FittedFeatures): string {
  const inputs = new Map<string, string>();
  const parts = columns.flatMap((column) => {
    const isText = column.type === 'category' || column.type === 'text';
    const known = inputs.get(column.name);
    const input = known ?? graph.input(column.name, isText ? 'string' : 'double', 1);
    inputs.set(column.name, input);
    return isText ? textFeatures(graph, column, input) : numberFeatures(graph, column, input);
  });
  const all = graph.op('Concat', parts, { axis: { int: 1 } });
  if (matrix === undefined) return all;
  const keep = graph.numbers(matrix.keep, [matrix.keep.length], 'int64');
  return graph.op('Gather', [all, keep], { axis: { int: 1 } });
}

const scalers: Readonly<
  Record<
    string,
    (graph: OnnxGraph, from: string, state: Readonly<Record<string, unknown>>) => string
  >
> = {
  none: (_graph, from) => from,
  standard: (graph, from, { mean, sd }) => shifted(graph, from, [mean as number, sd as number]),
  'min-max': (graph, from, { min, max }) =>
    shifted(graph, from, [min as number, (max as number) - (min as number)]),
};

/** (x − by) / over; 0 where `over` is. */
function shifted(graph: OnnxGraph, from: string, [by, over]: readonly [number, number]): string {
  if (over === 0) return graph.op('Mul', [from, graph.number(0)]);
  const less = graph.op('Sub', [from, graph.number(by)]);
  return graph.op('Div', [less, graph.number(over)]);
}

function numberFeatures(graph: OnnxGraph, column: FittedColumn, input: string): readonly string[] {
  const { impute, outliers, scale, indicator, keepsMissing } = column;
  // Infinities read as missing.
  const missing = graph.op('Or', [graph.op('IsNaN', [input]), graph.op('IsInf', [input])]);
  const fill = graph.number(typeof impute.fill === 'number' ? impute.fill : NaN);
  let value = graph.op('Where', [missing, fill, input]);
  if (outliers !== undefined) {
    const { low, high } = outliers.state;
    const above = graph.op('Where', [
      graph.op('Less', [value, graph.number(low)]),
      graph.number(low),
      value,
    ]);
    value = graph.op('Where', [
      graph.op('Greater', [above, graph.number(high)]),
      graph.number(high),
      above,
    ]);
  }
  if (scale !== undefined) value = (scalers[scale.name] ?? never)(graph, value, scale.state);
  if (keepsMissing !== true) {
    value = graph.op('Where', [graph.op('IsNaN', [value]), graph.number(0), value]);
  }
  return [graph.cast(value, 'float'), ...(indicator ? [graph.cast(missing, 'float')] : [])];
}

/** An empty text stands for a missing value. */
function textFeatures(graph: OnnxGraph, column: FittedColumn, input: string): readonly string[] {
  const { encode = [], indicator, impute, keepsMissing } = column;
  const parts = encode.map(({ name, state, width }) => {
    const { categories } = state as unknown as { categories: readonly string[] };
    const fill = impute.fill === null ? undefined : categories.indexOf(String(impute.fill));
    if (name === 'codes') {
      const unknown = categories.length;
      const absent =
        fill === undefined ? (keepsMissing === true ? NaN : unknown) : fill < 0 ? unknown : fill;
      const codes = labels(graph, input, { categories, unknown });
      const isMissing = graph.op('Equal', [graph.cast(codes, 'int64'), graph.number(-1, 'int64')]);
      const code = graph.cast(codes, 'float');
      return graph.op('Where', [isMissing, graph.number(absent, 'float'), code]);
    }
    const { missing, other } = state as unknown as { missing: boolean; other: boolean };
    const unknown = other ? width - 1 : width;
    const none = missing ? categories.length : unknown;
    const absent = fill === undefined ? none : fill < 0 ? unknown : fill;
    const codes = labels(graph, input, { categories, unknown });
    const isMissing = graph.op('Equal', [codes, graph.number(-1, 'int64')]);
    const place = graph.op('Where', [isMissing, graph.number(absent, 'int64'), codes]);
    const places = graph.numbers([...Array(width).keys()], [1, width], 'int64');
    return graph.cast(graph.op('Equal', [place, places]), 'float');
  });
  if (!indicator) return parts;
  const codes = labels(graph, input, { categories: [], unknown: 0 });
  return [...parts, graph.cast(graph.op('Equal', [codes, graph.number(-1, 'int64')]), 'float')];
}

/** The place of each text among the categories; −1 when it is missing. */
function labels(
  graph: OnnxGraph,
  input: string,
  { categories, unknown }: { readonly categories: readonly string[]; readonly unknown: number },
): string {
  return graph.node({
    type: 'LabelEncoder',
    domain: 'ai.onnx.ml',
    inputs: [input],
    attributes: {
      keys_strings: { texts: [...categories, ''] },
      values_int64s: { ints: [...categories.keys(), -1] },
      default_int64: { int: unknown },
    },
  });
}

function never(): never {
  throw new Error('the step was looked at before');
}
