import { shapeOf } from '../../../../learning/models/forecasts/forecast-data.js';
import { dense } from '../families/dense.js';
import { memoryOver } from '../families/memory.js';
import type { ForecastWriter } from './forecast-writer.js';
import { aboveLevels, meanBetween, profileWindow, unitOr } from './seasonal-weights.js';

interface Stored {
  readonly window: number;
  readonly units: number;
}

/** Windows in units of themselves, float32 as the network has learnt from them. */
export const gru: ForecastWriter = {
  window: ({ task, config }) =>
    Math.max((config as unknown as Stored).window, profileWindow(shapeOf(task).season)),
  write: ({ graph, model, values, window: all, shape }) => {
    const { window, units } = model.config as unknown as Stored;
    const own = graph.slice(values, all - window, all);
    const level = meanBetween(graph, own, [0, window]);
    const far = graph.op('sub', own, level);
    const squares = meanBetween(graph, graph.op('mul', far, far), [0, window]);
    const size = unitOr(graph, graph.op('sqrt', squares), level);
    const read = graph.cast(graph.cast(graph.op('div', far, size), 'float'), 'double');
    const steps = Array.from({ length: window }, (_, at) => graph.slice(read, at, at + 1));
    const state = memoryOver(graph, model, { units, steps });
    const said = dense(graph, state, { model, matrix: 'out/weights', vector: 'out/biases' });
    const usual = graph.op(
      'add',
      aboveLevels({ graph, values, window: all }, shape),
      meanBetween(graph, values, [all - shape.season, all]),
    );
    return graph.op('add', usual, graph.op('mul', said, size));
  },
};
