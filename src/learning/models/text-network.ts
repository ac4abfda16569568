import type { Params } from '../../contracts/params.js';
import { trainNetwork } from '../compute/train-network.js';
import { defineModel } from './model-family.js';
import { blockNetwork } from './parts/block-network.js';
import { blockPredictor } from './parts/block-predictor.js';
import { lossOfTask } from './parts/loss-of-task.js';
import { networkData } from './parts/network-data.js';
import { logitsOf, predictionsFrom } from './parts/predictions.js';
import { theBlock } from './parts/required-block.js';
import { classWeightParams, withClassWeights } from './parts/row-weights.js';
import { onTargetScale, type TargetScale } from './parts/target-scale.js';
import {
  courseOf,
  earlyStoppingParams,
  optimizerParams,
  scheduleParams,
  trainingOptions,
} from './parts/training-params.js';
import { type TextShape, textBody, textWidth } from './texts/text-body.js';
import { textBodyFunction } from './texts/text-body-function.js';

const params = {
  body: {
    enum: ['conv', 'gru'],
    default: 'conv',
    search: { choice: ['conv', 'gru'] },
    description:
      '`conv`: filters over neighbouring words, quick and strong; `gru`: a memory that reads word by word',
  },
  embedding: {
    type: 'integer',
    minimum: 1,
    default: 64,
    search: { low: 16, high: 256, log: true },
    description: 'Numbers that are learnt for each word',
  },
  filters: {
    type: 'integer',
    minimum: 1,
    default: 64,
    search: { low: 16, high: 256, log: true, when: { body: 'conv' } },
    description: '`conv`: filters of each size',
  },
  sizes: {
    type: 'array',
    items: { type: 'integer', minimum: 1 },
    maxItems: 10,
    default: [1, 2, 3],
    description: '`conv`: numbers of words that a filter looks at',
  },
  units: {
    type: 'integer',
    minimum: 1,
    default: 64,
    search: { low: 16, high: 256, log: true, when: { body: 'gru' } },
    description: '`gru`: numbers in the memory',
  },
  dropout: {
    type: 'number',
    minimum: 0,
    maximum: 0.95,
    default: 0.3,
    search: { low: 0, high: 0.6 },
    description:
      'Share of the word vectors, and of what the last layer reads, left out at each step',
  },
  epochs: {
    type: 'integer',
    minimum: 1,
    default: 20,
    description: 'Most passes over the training rows',
  },
  batch_size: {
    type: 'integer',
    minimum: 1,
    default: 64,
    search: { low: 16, high: 256, log: true },
    description: 'Rows in a step',
  },
  ...optimizerParams,
  learning_rate: { ...optimizerParams.learning_rate, default: 2e-3 },
  ...scheduleParams,
  ...earlyStoppingParams,
  ...classWeightParams,
} as const satisfies Params;

/** What the predictor reads of a model's config. */
interface TextConfig extends TextShape {
  readonly start: number;
  readonly scale: TargetScale;
}

/** A network of texts with a learned vector for each word, trained by minibatches. */
export const textNetwork = defineModel({
  name: 'text-network',
  summary:
    'A learned vector for each word, with convolutions or a GRU over them: learns from texts',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'sequences',
  streams: true,
  needs: 'tokens',
  params,

  async fit(given, values, context) {
    const { data, scale } = onTargetScale(withClassWeights(given, values));
    const { task, train } = data;
    const { start, width: length, levels = 1 } = theBlock(train.x, 'tokens', 'text-network');
    const { body, embedding, filters, sizes, units, dropout } = values;
    const shape = { levels, length, embedding, body, filters, sizes, units };
    const network = blockNetwork(context, textBody(context, { ...shape, dropout }), {
      ...{ start, size: length, columns: train.x.columns.length, width: textWidth(shape) },
      ...{ outputs: logitsOf(task), dropout },
    });
    const trained = await trainNetwork(
      { network, loss: lossOfTask(task), data: networkData(data) },
      trainingOptions(values),
      context,
    );
    return {
      model: {
        family: 'text-network',
        task,
        inputs: train.x.columns,
        config: { ...shape, start, scale: { mean: scale.mean, sd: scale.sd } },
        weights: trained.weights,
      },
      ...courseOf(trained, values.epochs),
    };
  },

  predictor(model) {
    const { scale, start, ...shape } = model.config as unknown as TextConfig;
    const body = textBodyFunction(shape, model.weights);
    const place = { start, size: shape.length };
    return predictionsFrom(model, blockPredictor(model, place, body), scale);
  },
});
