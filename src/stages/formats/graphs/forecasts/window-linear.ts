import type { Ref } from '../model-graph.js';
import type { ForecastWriter } from './forecast-writer.js';

interface Stored {
  readonly window: number;
  readonly log: boolean;
  readonly fromLast: boolean;
  readonly together: boolean;
  readonly series: readonly { readonly key: string; readonly mean: number; readonly sd: number }[];
}

export const windowLinear: ForecastWriter = {
  fills: true,
  window: ({ config }) => (config as unknown as Stored).window,
  write: ({ graph, model, values, window, ofSeries, shape: { horizon } }) => {
    const { log, fromLast, together, series } = model.config as unknown as Stored;
    const places = new Map(series.map(({ key }, at) => [key, at]));
    const fact = (name: 'mean' | 'sd') => ofSeries((key) => series[places.get(key) ?? -1]?.[name]);
    const [mean, sd] = [fact('mean'), fact('sd')];
    const read = log ? graph.op('log', values) : values;
    const inputs = graph.op('div', graph.op('sub', read, mean), sd);
    const last = graph.slice(inputs, window - 1, window);
    const seen = fromLast ? graph.op('sub', inputs, last) : inputs;
    const block = (name: string) => model.weights[name]?.values ?? [];
    const [weights, biases] = [block('weights'), block('biases')];
    const answers = together || series.length === 1 ? shared() : own();
    const moved = fromLast ? graph.op('add', answers, last) : answers;
    const answer = graph.op('add', graph.op('mul', moved, sd), mean);
    return log ? graph.op('exp', answer) : answer;

    /** All rows by the same weights. */
    function shared(): Ref {
      const product = graph.op('matMul', seen, graph.numbers(weights, [window, horizon]));
      return graph.op('add', product, graph.numbers(biases, [1, horizon]));
    }

    /** Each row by the weights of its series. */
    function own(): Ref {
      const place = ofSeries((key) => places.get(key));
      const known = graph.op('where', graph.op('isNaN', place), graph.number(0), place);
      const at = graph.reshape(graph.cast(known, 'int64'), [-1]);
      const count = series.length;
      const table = graph.gather(graph.numbers(weights, [count, window * horizon]), at);
      const product = graph.op(
        'matMul',
        graph.reshape(seen, [-1, 1, window]),
        graph.reshape(table, [-1, window, horizon]),
      );
      const rows = graph.reshape(product, [-1, horizon]);
      return graph.op('add', rows, graph.gather(graph.numbers(biases, [count, horizon]), at));
    }
  },
};
