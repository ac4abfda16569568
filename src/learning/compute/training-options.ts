/** How to train. Means the same however the training is run. */
export interface TrainingOptions {
  readonly epochs: number;
  readonly batchSize: number;
  readonly optimizer: OptimizerOptions;
  /** How the learning rate moves; constant when absent. */
  readonly schedule?: Schedule;
  /** The gradient of `l1·Σ|w| + l2/2·Σw²` over the regularised parameters is added to that of the mean loss of a batch. */
  readonly l1: number;
  readonly l2: number;
  /** Each slope of a batch is cut to at most this size, before `clipNorm`. */
  readonly clipValue?: number;
  /** The gradient of a batch is scaled down to this Euclidean norm when longer. */
  readonly clipNorm?: number;
  readonly earlyStopping?: EarlyStopping;
}

interface OptimizerBasics {
  readonly learningRate: number;
  /** Decoupled (AdamW): each step also takes away `learning rate · weightDecay · w`. */
  readonly weightDecay?: number;
}

export type OptimizerOptions =
  | (OptimizerBasics & {
      readonly name: 'adam';
      readonly beta1?: number;
      readonly beta2?: number;
      readonly epsilon?: number;
    })
  | (OptimizerBasics & {
      readonly name: 'sgd';
      readonly momentum?: number;
      readonly nesterov?: boolean;
    })
  | (OptimizerBasics & {
      readonly name: 'rmsprop';
      readonly decay?: number;
      readonly momentum?: number;
      readonly epsilon?: number;
    });

/** The factor on the learning rate, after a rise from zero over `warmupEpochs`. */
export type Schedule = { readonly warmupEpochs?: number } & (
  | { readonly name: 'constant' }
  /** Half a cosine from 1 to `floor` over all epochs, step by step (Loshchilov & Hutter 2017, without restarts). */
  | { readonly name: 'cosine'; readonly floor?: number }
  /** Times `factor` after every so many epochs. */
  | { readonly name: 'step'; readonly every: number; readonly factor: number }
  /** Times `factor` after every epoch. */
  | { readonly name: 'exponential'; readonly factor: number }
  /** Times `factor` whenever the watched loss has not fallen for `patience` epochs. */
  | { readonly name: 'plateau'; readonly patience: number; readonly factor: number }
);

/** Stops after `patience` epochs in a row that did not lower the best loss by more than `minDelta`. */
export interface EarlyStopping {
  readonly patience: number;
  readonly minDelta: number;
}
