import type { Params } from '../../contracts/params.js';
import { trainNetwork } from '../compute/train-network.js';
import { augmentation, augmentParams } from './images/augment.js';
import { resnetBody } from './images/resnet-network.js';
import { planResnet, type ResnetShape } from './images/resnet-plan.js';
import { resnetBodyFunction } from './images/resnet-predictor.js';
import { defineModel } from './model-family.js';
import { blockNetwork } from './parts/block-network.js';
import { blockPredictor } from './parts/block-predictor.js';
import { foldNorms } from './parts/fold-norms.js';
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

const params = {
  width: {
    type: 'integer',
    minimum: 1,
    default: 16,
    search: { low: 8, high: 64, log: true },
    description: 'Channels of the first stage; each later stage has twice as many',
  },
  depth: {
    type: 'integer',
    minimum: 1,
    default: 1,
    search: { low: 1, high: 3 },
    description: 'Residual blocks of a stage: two convolutions each',
  },
  stages: {
    type: 'integer',
    minimum: 1,
    maximum: 6,
    default: 3,
    description:
      'Stages at most; each later one halves height and width, and small images have fewer',
  },
  dropout: {
    type: 'number',
    minimum: 0,
    maximum: 0.95,
    default: 0.1,
    search: { low: 0, high: 0.5 },
    description: 'Share of what the last layer reads that is left out at each step',
  },
  ...augmentParams,
  epochs: {
    type: 'integer',
    minimum: 1,
    default: 15,
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
  learning_rate: { ...optimizerParams.learning_rate, default: 3e-3 },
  optimizer: { ...optimizerParams.optimizer, default: 'adamw' },
  ...scheduleParams,
  schedule: { ...scheduleParams.schedule, default: 'cosine' },
  ...earlyStoppingParams,
  ...classWeightParams,
} as const satisfies Params;

/** What the predictor reads of a model's config. */
interface ImageConfig extends ResnetShape {
  readonly start: number;
  readonly size: number;
  readonly scale: TargetScale;
}

/** A small residual network for images, trained by minibatches of varied images. */
export const imageCnn = defineModel({
  name: 'image-cnn',
  summary: 'A small residual network of convolutions: learns from images',
  tasks: ['binary', 'multiclass', 'regression'],
  reads: 'scaled',
  streams: true,
  needs: 'image',
  params,

  async fit(given, values, context) {
    const { data, scale } = onTargetScale(withClassWeights(given, values));
    const { task, train } = data;
    const {
      start,
      width: size,
      shape: image = [1, 1, 1],
    } = theBlock(train.x, 'image', 'image-cnn');
    const { width, depth, stages } = values;
    const shape = { image, width, depth, stages };
    const plan = planResnet(shape);
    const network = blockNetwork(context, resnetBody(context, plan, image), {
      ...{ start, size, columns: train.x.columns.length, width: plan.outputs },
      ...{ outputs: logitsOf(task), dropout: values.dropout },
    });
    // Asked for before the training does: convolutions gain by a second thread.
    await context.compute({ work: 'wide' });
    const change = augmentation(values, { start, shape: image }, context);
    const wanted = networkData(data);
    const trained = await trainNetwork(
      {
        network,
        loss: lossOfTask(task),
        data: { ...wanted, train: { ...wanted.train, ...(change && { change }) } },
      },
      trainingOptions(values),
      context,
    );
    return {
      model: {
        family: 'image-cnn',
        task,
        inputs: train.x.columns,
        config: {
          ...{ image, width, depth, stages, start, size },
          scale: { mean: scale.mean, sd: scale.sd },
        },
        weights: foldNorms(trained.weights),
      },
      ...courseOf(trained, values.epochs),
    };
  },

  predictor(model) {
    const { scale, start, size, ...shape } = model.config as unknown as ImageConfig;
    const body = resnetBodyFunction(shape, model.weights);
    return predictionsFrom(model, blockPredictor(model, { start, size }, body), scale);
  },
});
