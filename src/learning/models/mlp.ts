import type { Matrix } from '../../contracts/matrix.js';
import type { SavedModel, Weights } from '../../contracts/model.js';
import type { ValuesOf } from '../../contracts/params.js';
import { columnRuns } from '../compute/layers/embed-columns.js';
import type { Network } from '../compute/network.js';
import { trainNetwork } from '../compute/train-network.js';
import { defineModel, type FitContext } from './model-family.js';
import { activations, densePredictor } from './parts/dense-predictor.js';
import { type Focusable, focalParams, withFocal } from './parts/focal.js';
import { foldNorms } from './parts/fold-norms.js';
import { refuseOtherShape, startingFrom } from './parts/go-on.js';
import { lossOfTask } from './parts/loss-of-task.js';
import { type MlpShape, mlpNetwork } from './parts/mlp-network.js';
import { networkData } from './parts/network-data.js';
import { logitsOf, predictionsFrom } from './parts/predictions.js';
import { classWeightParams, withClassWeights } from './parts/row-weights.js';
import { onTargetScale, type TargetScale } from './parts/target-scale.js';
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
  layers: {
    type: 'array',
    items: { type: 'integer', minimum: 1 },
    maxItems: 20,
    default: [100],
    search: { choice: [[32], [100], [256], [64, 32], [128, 64], [256, 128]] },
    description: 'Units of each hidden layer, from the inputs on',
  },
  activation: {
    enum: activations,
    default: 'relu',
    description: 'What each hidden unit does to its sum; `gelu` by its tanh approximation',
  },
  dropout: {
    type: 'number',
    minimum: 0,
    maximum: 0.95,
    default: 0,
    search: { low: 0, high: 0.5 },
    description: 'Share of the hidden units left out at each step',
  },
  batch_norm: {
    type: 'boolean',
    default: false,
    search: { choice: [false, true] },
    description: 'Brings what each hidden unit sums up to one size, batch by batch',
  },
  residual: {
    type: 'boolean',
    default: false,
    description: 'Adds what a hidden layer reads to what it gives, where both are as wide',
  },
  embed: {
    enum: ['auto', 'none'],
    default: 'auto',
    description:
      '`auto`: learns a vector for each code of a column of category codes (`encode: codes`); `none`: reads codes as numbers',
  },
  epochs: {
    type: 'integer',
    minimum: 1,
    default: 500,
    description: 'Most passes over the training rows; early stopping mostly ends sooner',
  },
  batch_size: {
    type: 'integer',
    minimum: 1,
    default: 200,
    search: { low: 32, high: 512, log: true },
    description: 'Rows in a step',
  },
  ...optimizerParams,
  ...scheduleParams,
  l1: {
    type: 'number',
    minimum: 0,
    default: 0,
    description: 'Weight of the sum of absolute weights beside the mean loss',
  },
  l2: {
    type: 'number',
    minimum: 0,
    default: 1e-4,
    search: { low: 1e-6, high: 1e-2, log: true },
    description: 'Weight of half the sum of squared weights beside the mean loss',
  },
  clip_norm: {
    type: 'number',
    exclusiveMinimum: 0,
    description: 'Longest gradient: longer ones are scaled down',
  },
  ...focalParams,
  ...earlyStoppingParams,
  ...classWeightParams,
} as const;

/** A feed-forward network of dense layers, trained by minibatches. */
export const mlp = defineModel({
  name: 'mlp',
  summary:
    'A neural network of dense layers: learns interactions and curves, best on scaled features',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'scaled',
  streams: true,
  params,

  async fit(given, values, context) {
    const { data, scale } = onTargetScale(withClassWeights(given, values));
    const { task, train } = data;
    const { loss } = withFocal<Focusable>({ data, loss: lossOfTask(task) }, values);
    const shape = {
      runs: columnRuns(train.x.columns.length, values.embed === 'auto' ? blocksOf(train.x) : []),
      layers: values.layers,
      outputs: logitsOf(task),
      activation: values.activation,
      dropout: values.dropout,
      batchNorm: values.batch_norm,
      residual: values.residual,
    };
    const fresh = mlpNetwork(context, shape);
    const { startFrom } = context;
    const network =
      startFrom === undefined ? fresh : goneOn(fresh, startFrom, { context, values, shape, scale });
    const trained = await trainNetwork(
      { network, loss, data: networkData(data) },
      {
        epochs: values.epochs,
        batchSize: values.batch_size,
        optimizer: optimizerOf(values),
        ...scheduleOf(values),
        l1: values.l1,
        l2: values.l2,
        ...(values.clip_norm === undefined ? {} : { clipNorm: values.clip_norm }),
        ...earlyStoppingOf(values),
      },
      context,
    );
    const { layers, activation } = values;
    const isEmbedded = shape.runs.some(({ levels }) => levels !== undefined);
    return {
      model: {
        family: 'mlp',
        task,
        inputs: train.x.columns,
        config: {
          layers,
          activation,
          scale: { mean: scale.mean, sd: scale.sd },
          ...(values.residual ? { residual: true } : {}),
          ...(isEmbedded ? { runs: shape.runs.map((run) => ({ ...run })) } : {}),
        },
        weights: foldNorms(trained.weights),
      },
      ...courseOf(trained, values.epochs),
    };
  },

  predictor(model) {
    const { scale } = model.config as unknown as { scale: TargetScale };
    return predictionsFrom(model, densePredictor(model), scale);
  },
});

/** The network with the weights of another mlp, which it then answers like. */
function goneOn(
  network: Network,
  { config, weights }: SavedModel,
  {
    context,
    values,
    shape,
    scale,
  }: {
    readonly context: FitContext;
    readonly values: ValuesOf<typeof params>;
    readonly shape: MlpShape;
    readonly scale: TargetScale;
  },
): Network {
  const runs = shape.runs.some(({ levels }) => levels !== undefined) ? shape.runs : undefined;
  const { batch_norm, layers, activation, residual } = values;
  refuseOtherShape(context.label, [
    { name: 'layers', now: layers, before: config['layers'] },
    { name: 'activation', now: activation, before: config['activation'] },
    { name: 'residual', now: residual, before: config['residual'] ?? false },
    // What it averaged is multiplied into the weights that were saved.
    { name: 'batch_norm', now: batch_norm, before: false },
    { name: 'embed', now: runs, before: config['runs'] },
  ]);
  const last = `${layers.length}`;
  const before = config['scale'] as unknown as TargetScale;
  const ratio = before.sd / scale.sd;
  const shift = (before.mean - scale.mean) / scale.sd;
  return startingFrom(network, {
    ...weights,
    [`${last}/weights`]: mapped(weights[`${last}/weights`], (value) => value * ratio),
    [`${last}/biases`]: mapped(weights[`${last}/biases`], (value) => value * ratio + shift),
  });
}

function mapped(block: Weights | undefined, change: (value: number) => number): Weights {
  if (block === undefined) throw new Error('an mlp has a last layer');
  return { shape: block.shape, values: Float32Array.from(block.values, change) };
}

function blocksOf({ blocks = [] }: Matrix): NonNullable<Matrix['blocks']> {
  return blocks;
}
