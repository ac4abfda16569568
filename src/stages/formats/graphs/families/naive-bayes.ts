import type { SavedModel } from '../../../../contracts/model.js';
import type { FamilyWriter } from '../family-writer.js';
import type { ModelGraph, Ref } from '../model-graph.js';

interface Config {
  readonly kind: 'bernoulli' | 'complement' | 'gaussian' | 'multinomial';
  readonly numbers: readonly number[];
  readonly categories: readonly { readonly column: number; readonly levels: number }[];
}

const largestFloat = 3.4028234663852886e38;

/** Logarithms of likelihoods, column by column, as probabilities; classes that are all impossible are equally likely. */
export const naiveBayes: FamilyWriter = (graph, model, features) => {
  const { numbers, categories } = model.config as unknown as Config;
  const classes = model.task.classes.length;
  const priors = graph.numbers(model.weights['priors']?.values ?? [], [1, classes]);
  const terms = [
    ...(numbers.length === 0 ? [] : [numberTerms(graph, model, features)]),
    ...categories.map((category) => categoryTerms(graph, model, { features, category })),
  ];
  const logs = terms.reduce((sum, term) => graph.op('add', sum, term), priors);
  const shares = graph.softmax(logs);
  const even = graph.number(1 / classes);
  return graph.op('where', graph.op('isNaN', shares), even, shares);
};

/** Missing values say nothing. */
function numberTerms(graph: ModelGraph, model: SavedModel, features: Ref): Ref {
  const { kind, numbers } = model.config as unknown as Config;
  const width = numbers.length;
  const raw = graph.cast(graph.columns(features, numbers), 'double');
  const bounded = graph.op('max', raw, graph.number(-largestFloat));
  const x = graph.op('min', bounded, graph.number(largestFloat));
  const isMissing = graph.op('isNaN', raw);
  const zero = graph.number(0);
  const sums = model.task.classes.map((_, k) => {
    const row = (name: string, change = (value: number): number => value): Ref => {
      const values = Array.from(model.weights[name]?.values ?? []);
      return graph.numbers(values.slice(k * width, (k + 1) * width).map(change), [1, width]);
    };
    const terms = likelihoods[kind](graph, x, row);
    return graph.reduce('sum', graph.op('where', isMissing, zero, terms));
  });
  return graph.concat(sums);
}

type Row = (name: string, change?: (value: number) => number) => Ref;

const likelihoods: Readonly<Record<Config['kind'], (graph: ModelGraph, x: Ref, row: Row) => Ref>> =
  {
    gaussian: (graph, x, row) => {
      const far = graph.op('sub', x, row('means'));
      const twice = row('variances', (variance) => 2 * variance);
      const height = row('variances', (variance) => -0.5 * Math.log(2 * Math.PI * variance));
      return graph.op('sub', height, graph.op('div', graph.op('mul', far, far), twice));
    },
    multinomial: counts,
    complement: counts,
    bernoulli: (graph, x, row) =>
      graph.op('where', graph.op('greater', x, graph.number(0)), row('logs'), row('logs_of_zero')),
  };

/** Nothing times the logarithm of nothing is nothing. */
function counts(graph: ModelGraph, x: Ref, row: Row): Ref {
  const zero = graph.number(0);
  const product = graph.op('mul', x, row('logs'));
  return graph.op('where', graph.op('equal', x, zero), zero, product);
}

/** A code that training did not see, as a missing one, says nothing. */
function categoryTerms(
  graph: ModelGraph,
  { weights, task }: SavedModel,
  {
    features,
    category: { column, levels },
  }: { readonly features: Ref; readonly category: Config['categories'][number] },
): Ref {
  const classes = task.classes.length;
  const logs = Array.from(weights[`category/${column}`]?.values ?? []);
  const nothing = Array.from({ length: classes }, () => 0);
  const table = graph.numbers(
    [...logs.slice(0, levels * classes), ...nothing],
    [levels + 1, classes],
  );
  const code = graph.slice(features, column, column + 1);
  const none = graph.number(levels, 'float');
  const isNone = graph.op('or', graph.op('isNaN', code), graph.op('greaterOrEqual', code, none));
  const isKnown = graph.op(
    'and',
    graph.op('not', isNone),
    graph.op('greaterOrEqual', code, graph.number(0, 'float')),
  );
  const place = graph.cast(graph.op('where', isKnown, code, none), 'int64');
  return graph.gather(table, graph.reshape(place, [-1]));
}
