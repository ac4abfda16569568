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
    const weights = model.weights['weights']?.values ?? [];
    const biases = model.weights['biases']?.values ?? [];
    const answers =
      together || series.length === 1
        ? graph.op(
            'add',
            graph.op('matMul', seen, graph.numbers(weights, [window, horizon])),
            graph.numbers(biases, [1, horizon]),
          )
        : own();
    const moved = fromLast ? graph.op('add', answers, last) : answers;
    const answer = graph.op('add', graph.op('mul', moved, sd), mean);
    return log ? graph.op('exp', answer) : answer;

    /** Each row by the weights of its series. */
    function own() {
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
