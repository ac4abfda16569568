import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core';
import type { Matrix } from '../../contracts/matrix.js';
import type { Weights } from '../../contracts/model.js';
import type { TensorFlow } from './compute.js';
import type { RowSource } from './rows/row-source.js';

/** A named block of numbers that a network has, and what they start from. */
export interface NetworkBlock {
  readonly name: string;
  readonly shape: readonly number[];
  /** The values it starts from, seeded: the same on every call. */
  initial(): Float32Array;
}

/** One block of numbers a network learns. */
export interface NetworkParameter extends NetworkBlock {
  /** Whether L1, L2 and weight decay pull it towards zero: weights yes, biases no. */
  readonly regularised: boolean;
}

/** How a forward pass is run. */
export interface ForwardMode {
  readonly training: boolean;
  /**
   * Inverted dropout; the identity outside training. Its mask follows from the seed, the number of the step and how many
   * masks the pass drew before, so that every road through the same backend draws the same.
   */
  dropout<T extends Tensor>(x: T, rate: number): T;
  /** The values of `Network.state` before this step, by name. */
  readonly state: NetworkTensors;
  /** Gives a block of `Network.state` its value after this step. Only in training; never part of the gradient. */
  keep(name: string, value: Tensor): void;
}

/**
 * A model that learns by gradients, described and not run: named parameters, and the way from a
 * batch `[rows, features]` to logits `[rows, outputs]`. `forward` must be pure, and made of tf ops only: whatever it
 * reads out of a tensor into JavaScript would be frozen into a traced graph.
 */
export interface Network {
  readonly outputs: number;
  readonly parameters: readonly NetworkParameter[];
  /** What training keeps beside the parameters and no gradient moves, such as the moving mean of a batch normalisation. */
  readonly state?: readonly NetworkBlock[];
  forward(tf: TensorFlow, weights: NetworkTensors, pass: ForwardPass): Tensor2D;
  /** What `forward` does, step by step, where it is nothing but these. */
  readonly steps?: readonly NetworkStep[];
}

/** A step that can be computed without a tensor library. Parameters go by name. */
export type NetworkStep =
  | {
      readonly kind: 'dense';
      readonly weights: string;
      readonly biases?: string;
      readonly inputs: number;
      readonly outputs: number;
    }
  | { readonly kind: 'activation'; readonly name: string }
  | { readonly kind: 'dropout'; readonly rate: number };

export type NetworkTensors = Readonly<Record<string, Tensor>>;

interface ForwardPass {
  readonly x: Tensor2D;
  readonly mode: ForwardMode;
}

/** Values of every parameter and of the state, by name. */
export type NetworkWeights = Readonly<Record<string, FloatWeights>>;
export type FloatWeights = Weights & { readonly values: Float32Array };

/**
 * What is made small, per row; logarithms are natural.
 * `squared`: half the squared error, summed over outputs; `logistic`: cross-entropy of one logit; `softmax`:
 * cross-entropy of one logit per class.
 */
export type LossName = 'squared' | 'logistic' | 'softmax';

/**
 * Losses beside the three that every linear model has.
 * `focal`: cross-entropy times `(1 − p)^gamma`, p being the probability of the right class (Lin et al. 2017);
 * of one logit with one output, else of one per class. `huber`: squared up to errors of `delta`, then linear. `pinball`: one
 * output for each quantile. `poisson`: deviance of a count whose mean is the exponential of the output, less a constant.
 */
export type Loss =
  | LossName
  | { readonly name: 'focal'; readonly gamma: number }
  | { readonly name: 'huber'; readonly delta: number }
  | { readonly name: 'pinball'; readonly quantiles: readonly number[] }
  | { readonly name: 'poisson' };

/** Rows as a network reads them. */
export interface NetworkRows {
  readonly x: Matrix | RowSource;
  /** Class indices, or numbers on the network's own scale: one for each row, or row after row as many as there are outputs. */
  readonly y: Float64Array;
  readonly weights?: Float64Array;
  /** Training rows alone: what is done to each before it is learnt from, anew in each epoch. */
  readonly change?: RowChange;
}

/** A seeded change of training rows. */
export interface RowChange {
  /** Different for changes that differ, so that no training goes on from the checkpoint of another. */
  readonly key: string;
  /** Changes a row's numbers in place. What it does follows from row and epoch alone, whatever batch the row is in. */
  apply(values: Float32Array, place: { readonly row: number; readonly epoch: number }): void;
}

export interface NetworkData {
  readonly train: NetworkRows;
  readonly validation?: NetworkRows;
}
