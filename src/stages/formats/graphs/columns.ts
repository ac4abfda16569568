import type {
  FittedColumn,
  FittedEncoder,
  FittedFeatures,
} from '../../../data/features/fitted-features.js';
import { scalers } from './column-scalers.js';
import type { ModelGraph, Ref } from './model-graph.js';

/** Which feature step a graph cannot say; undefined when it can say them all. */
export function unsaidStep({ columns, matrix }: FittedFeatures): string | undefined {
  if (matrix?.reduce !== undefined) return `reduce: ${matrix.reduce.name}`;
  for (const column of columns) {
    const unsaid = unsaidOf(column);
    if (unsaid !== undefined) return unsaid;
  }
  return undefined;
}

function unsaidOf(column: FittedColumn): string | undefined {
  const { name, type, scale, flag, encode = [] } = column;
  if (flag === true) return `outliers: flag of ${name}`;
  if (type === 'timestamp' || type === 'image') return `${type} ${name}`;
  if (scale !== undefined && !(scale.name in scalers)) return `scale: ${scale.name} of ${name}`;
  const odd = encode.find((step) => !(isText(column) && step.name in encoders));
  return odd === undefined ? undefined : `encode: ${odd.name} of ${name}`;
}

const isText = ({ type }: Pick<FittedColumn, 'type'>): boolean =>
  type === 'category' || type === 'text';

/** Adds an input for each column of the data and gives the matrix of features, float32 as mlx stores it. */
export function featuresOf(graph: ModelGraph, { columns, matrix }: FittedFeatures): Ref {
  const inputs = new Map<string, Ref>();
  const parts = columns.flatMap((column) => {
    const { name } = column;
    const input =
      inputs.get(name) ??
      graph.input({ name, kind: isText(column) ? 'string' : 'double', width: 1 });
    inputs.set(name, input);
    return isText(column)
      ? textFeatures(graph, column, input)
      : numberFeatures(graph, column, input);
  });
  const all = graph.concat(parts);
  return matrix === undefined ? all : graph.columns(all, matrix.keep);
}

function numberFeatures(graph: ModelGraph, column: FittedColumn, input: Ref): readonly Ref[] {
  const { impute, outliers, scale, indicator, keepsMissing } = column;
  // Infinities read as missing.
  const missing = graph.op('or', graph.op('isNaN', input), graph.op('isInf', input));
  const fill = graph.number(typeof impute.fill === 'number' ? impute.fill : NaN);
  let value = graph.op('where', missing, fill, input);
  if (outliers !== undefined) {
    const [low, high] = [graph.number(outliers.state.low), graph.number(outliers.state.high)];
    // So that a missing value stays one.
    value = graph.op('where', graph.op('less', value, low), low, value);
    value = graph.op('where', graph.op('greater', value, high), high, value);
  }
  const scaler = scale && scalers[scale.name];
  if (scaler !== undefined) value = scaler(graph, value, scale?.state ?? {});
  if (keepsMissing !== true) {
    value = graph.op('where', graph.op('isNaN', value), graph.number(0), value);
  }
  return [graph.cast(value, 'float'), ...(indicator ? [graph.cast(missing, 'float')] : [])];
}

/** An empty text stands for a missing value. */
function textFeatures(graph: ModelGraph, column: FittedColumn, input: Ref): readonly Ref[] {
  const { encode = [], indicator } = column;
  const parts = encode.map((step) => encoders[step.name]?.(graph, input, { column, step }) ?? '');
  if (!indicator) return parts;
  const missing = graph.op('equal', graph.placeAmong(input, ['']), graph.number(0, 'int64'));
  return [...parts, graph.cast(missing, 'float')];
}

interface Encoded {
  readonly column: FittedColumn;
  readonly step: FittedEncoder;
}

/** What the encoders make of a text: as their writers do it. */
const encoders: Readonly<Record<string, (graph: ModelGraph, input: Ref, of: Encoded) => Ref>> = {
  'one-hot': (graph, input, { column, step: { state, width } }) => {
    const { categories, missing, other } = state as {
      categories: readonly string[];
      missing: boolean;
      other: boolean;
    };
    const unknown = other ? width - 1 : width;
    const absent = filledPlace(column, categories, {
      unknown,
      none: missing ? categories.length : unknown,
    });
    const place = placed(graph, input, { texts: categories, absent, unknown });
    const each = graph.numbers([...Array(width).keys()], [1, width], 'int64');
    return graph.cast(graph.op('equal', place, each), 'float');
  },

  codes: (graph, input, { column, step: { state } }) => {
    const { categories } = state as { categories: readonly string[] };
    const unknown = categories.length;
    const none = column.keepsMissing === true ? NaN : unknown;
    const absent = filledPlace(column, categories, { unknown, none });
    return tabled(graph, input, {
      texts: categories,
      values: [...categories.keys()],
      absent,
      unknown,
    });
  },

  frequency: (graph, input, { column, step: { state } }) => {
    const { categories, values } = state as {
      categories: readonly string[];
      values: readonly number[];
    };
    return fromTable(graph, input, { column, categories, values });
  },

  target: (graph, input, { column, step: { state } }) => {
    const { categories, values } = state as {
      categories: readonly string[];
      values: readonly (readonly number[])[];
    };
    return graph.concat(
      values.map((own) => fromTable(graph, input, { column, categories, values: own })),
    );
  },

  ordinal: (graph, input, { column, step: { state } }) => {
    const { order, values } = state as {
      order: readonly string[];
      values: readonly (number | null)[];
    };
    const numbers = values.map((value) => value ?? NaN);
    return fromTable(graph, input, {
      column,
      categories: order,
      values: [...numbers, numbers.at(-1) ?? NaN],
    });
  },
};

/** Where a missing value stands: by what it is filled with, or as `none` says. */
function filledPlace(
  { impute: { fill } }: FittedColumn,
  categories: readonly string[],
  { unknown, none }: { readonly unknown: number; readonly none: number },
): number {
  if (fill === null) return none;
  const place = categories.indexOf(String(fill));
  return place < 0 ? unknown : place;
}

/** A value for each category, then for a missing one, then for any other. */
function fromTable(
  graph: ModelGraph,
  input: Ref,
  {
    column,
    categories,
    values,
  }: {
    readonly column: FittedColumn;
    readonly categories: readonly string[];
    readonly values: readonly number[];
  },
): Ref {
  const place = filledPlace(column, categories, {
    unknown: categories.length + 1,
    none: categories.length,
  });
  return tabled(graph, input, {
    texts: categories,
    values: values.slice(0, categories.length),
    absent: values[place] as number,
    unknown: values[categories.length + 1] as number,
  });
}

interface Places {
  readonly texts: readonly string[];
  /** Of a missing value, and of a text that is none of them. */
  readonly absent: number;
  readonly unknown: number;
}

/** The number of each text. */
function tabled(
  graph: ModelGraph,
  input: Ref,
  { texts, values, absent, unknown }: Places & { readonly values: readonly number[] },
): Ref {
  const table = graph.numbers([...values, absent, unknown], [texts.length + 2], 'float');
  return graph.gather(table, graph.placeAmong(input, [...texts, '']));
}

/** The place of each text. */
function placed(graph: ModelGraph, input: Ref, { texts, absent, unknown }: Places): Ref {
  const table = graph.numbers([...texts.keys(), absent, unknown], [texts.length + 2], 'int64');
  return graph.gather(table, graph.placeAmong(input, [...texts, '']));
}
