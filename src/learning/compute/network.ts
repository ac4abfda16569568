import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Matrix } from '../../contracts/matrix.js';
import type { Weights } from '../../contracts/model.js';
import type { TensorFlow } from './compute.js';

/** One block of numbers a network learns. */
export interface NetworkParameter {
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether L1, L2 and weight decay pull it towards zero: weights yes, biases no. */
  readonly regularised: boolean;
  /** The values it starts from, seeded: the same on every call. */
  initial(): Float32Array;
}

/** How a forward pass is run. */
export interface ForwardMode {
  readonly training: boolean;
  /** Inverted dropout with a mask from the seeded generator of the step; the identity outside training. */
  dropout<T extends Tensor>(x: T, rate: number): T;
}

/**
 * A model that learns by gradients, described and not run: named parameters, and the way from a
 * batch `[rows, features]` to logits `[rows, outputs]`. `forward` must be pure, and made of tf ops only.
 */
export interface Network {
  readonly outputs: number;
  readonly parameters: readonly NetworkParameter[];
  forward(tf: TensorFlow, weights: NetworkTensors, pass: ForwardPass): Tensor2D;
}

export type NetworkTensors = Readonly<Record<string, Tensor>>;

interface ForwardPass {
  readonly x: Tensor2D;
  readonly mode: ForwardMode;
}

/** Values of every parameter by name. */
export type NetworkWeights = Readonly<Record<string, Weights>>;

/**
 * What is made small, per row. `squared`: half the squared error, summed over outputs; `logistic`: cross-entropy
 * of one logit; `softmax`: cross-entropy of one logit per class. Logarithms are natural.
 */
export type LossName = 'squared' | 'logistic' | 'softmax';

/** Rows as a network reads them: `y` is a class index or a number on the network's own scale. */
export interface NetworkRows {
  readonly x: Matrix;
  readonly y: Float64Array;
  readonly weights?: Float64Array;
}

export interface NetworkData {
  readonly train: NetworkRows;
  readonly validation?: NetworkRows;
}

/** How to train. Means the same however the training is run. */
export interface TrainingOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerOptions;
  /** The gradient of `l1·Σ|w| + l2/2·Σw²` over the regularised parameters is added to that of the mean loss of a batch. */
  readonly l1: number;
  readonly l2: number;
  /** The gradient of a batch is scaled down to this Euclidean norm when longer. */
  readonly clipNorm?: number;
  readonly earlyStopping?: EarlyStopping;
}

export type OptimizerOptions =
  | {
      readonly name: 'adam';
      readonly learningRate: number;
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
      /** Decoupled (AdamW): each step also takes away `learningRate · weightDecay · w`. */
      readonly weightDecay?: number;
    }
  | {
      readonly name: 'sgd';
      readonly learningRate: number;
      readonly momentum?: number;
      readonly nesterov?: boolean;
      readonly weightDecay?: number;
    };

/** Stops after `patience` epochs in a row that did not lower the best loss by more than `minDelta`. */
export interface EarlyStopping {
  readonly patience: number;
  readonly minDelta: number;
}
