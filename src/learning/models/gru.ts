import { MlxError } from '../../errors/index.js';
import { dense } from '../compute/layers/dense.js';
import { chain, networkOf, reshape } from '../compute/layers/layer.js';
import { gru as gruLayer } from '../compute/layers/recurrent.js';
import { trainNetwork } from '../compute/train-network.js';
import { rollingOrigins } from '../forecasting/origins.js';
import {
  type ForecastData,
  forecastData,
  forecastRows,
  shapeOf,
} from './forecasts/forecast-data.js';
import { gruForward } from './forecasts/gru-forward.js';
import { readWindow, thinned, usualValues, windowRows } from './forecasts/gru-windows.js';
import { defineModel } from './model-family.js';
import {
  courseOf,
  earlyStoppingOf,
  earlyStoppingParams,
  optimizerOf,
  optimizerParams,
  scheduleOf,
  scheduleParams,
} from './parts/training-params.js';

const params = {
  window: {
    type: 'integer',
    minimum: 2,
    maximum: 1000,
    description:
      'How many past values it reads; default: two seasons or the horizon, what is longer, up to 192',
  },
  units: {
    type: 'integer',
    minimum: 1,
    default: 32,
    search: { low: 8, high: 128, log: true },
    description: 'Numbers in its memory',
  },
  samples: {
    type: 'integer',
    minimum: 100,
    default: 20_000,
    description: 'Learns from at most so many windows, evenly spread',
  },
  epochs: { type: 'integer', minimum: 1, default: 50, description: 'Most passes over the windows' },
  batch_size: {
    type: 'integer',
    minimum: 1,
    default: 64,
    search: { low: 16, high: 256, log: true },
    description: 'Windows in a step',
  },
  ...optimizerParams,
  ...scheduleParams,
  ...earlyStoppingParams,
} as const;

/** A recurrent network over windows, one for all series; it answers all steps ahead at once. */
export const gru = defineModel({
  name: 'gru',
  summary:
    'A recurrent network over windows of past values, one for all series: wants many of them',
  tasks: ['forecast'],
  reads: 'scaled',
  params,

  async fit(given, values, context) {
    context.signal.throwIfAborted();
    const data = forecastData(given);
    const { horizon, season } = data.shape;
    const window = values.window ?? windowFor(data);
    const rowsOf = (panel: Parameters<typeof thinned>[0], most: number) =>
      windowRows(thinned(panel, most), { window, horizon, season });
    const train = rowsOf(originsIn(data, window), values.samples);
    if (train.x.rows === 0) throw tooShort(window, horizon);
    const { units, epochs } = values;
    const network = networkOf(
      chain(
        reshape([window, 1]),
        gruLayer(context, { name: 'gru', inputs: 1, units }),
        dense(context, { name: 'out', inputs: units, outputs: horizon }),
      ),
      horizon,
    );
    const held = data.held === undefined ? undefined : rowsOf(data.held.panel, values.samples / 4);
    const trained = await trainNetwork(
      {
        network,
        loss: 'squared',
        data: { train, ...(held !== undefined && { validation: held }) },
      },
      {
        epochs,
        batchSize: values.batch_size,
        optimizer: optimizerOf(values),
        ...scheduleOf(values),
        ...{ l1: 0, l2: 0, clipNorm: 1 },
        ...earlyStoppingOf(values),
      },
      context,
    );
    return {
      model: {
        family: 'gru',
        task: given.task,
        inputs: given.train.x.columns,
        config: { window, units },
        weights: trained.weights,
      },
      ...courseOf(trained, epochs),
    };
  },

  predictor(model) {
    const { window, units } = model.config as unknown as { window: number; units: number };
    const { horizon, season } = shapeOf(model.task);
    const forward = gruForward(model, units);
    const read = new Float32Array(window);
    const said = new Float64Array(horizon);
    return forecastRows(model.task, () => ({ series: { values }, known, into }) => {
      const { size } = readWindow(values, known, read);
      const usual = usualValues(values, known, { horizon, season });
      forward(read, said);
      for (let step = 0; step < horizon; step++)
        into[step] = (usual[step] as number) + (said[step] as number) * size;
    });
  },
});

const longestWindow = 192;

/** Two seasons or the horizon, as long as half of the series is left to learn from. */
function windowFor({ series, shape: { season, horizon } }: ForecastData): number {
  const longest = Math.max(...series.map(({ values }) => values.length));
  const wanted = Math.min(longestWindow, Math.max(8, 2 * season, horizon));
  return Math.max(2, Math.min(wanted, Math.floor((longest - horizon) / 2)));
}

/** Every time with a whole window before it whose answer may be learnt from. */
function originsIn({ series, shape: { horizon } }: ForecastData, window: number) {
  const places = series.flatMap(({ start, values }) => [start, start + values.length - 1]);
  const range = { from: Math.min(...places), to: Math.max(...places), horizon };
  const { panel } = rollingOrigins(series, range);
  const isWhole = (_: number, row: number): boolean => (panel.known[row] as number) >= window;
  return { series, of: panel.of.filter(isWhole), known: panel.known.filter(isWhole) };
}

function tooShort(window: number, horizon: number): MlxError {
  return new MlxError(
    'forecast/too-short',
    `No series is as long as a window of ${window} and a horizon of ${horizon} together`,
    { hints: ['Lower `window` or `task.horizon`, or leave more rows to `split.train`'] },
  );
}
