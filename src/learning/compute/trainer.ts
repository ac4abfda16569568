import type { TensorFlow } from './compute.js';
import type { FitContext } from './fit-context.js';
import type { Loss, Network } from './network.js';
import type { BatchReader } from './rows/batches.js';
import type { TrainingOptions } from './training-options.js';
import type { BlockLayout, WeightLayout } from './weight-layout.js';

/**
 * How a network is trained. `eager`: op by op, on any backend; the reference that the others are held against.
 * `traced`: one step recorded as a TensorFlow graph, many run in one call. `kernel`: dense layers in WebAssembly of our own.
 */
export type Road = 'eager' | 'traced' | 'kernel';

/** All numbers that training moves. */
export interface Learned {
  readonly weights: Float32Array;
  /** `Network.state`. */
  readonly state: Float32Array;
  /** What the optimiser remembers: each as long as `weights`. */
  readonly slots: readonly Float32Array[];
}

/** Moves the numbers of one training. All roads do the same, to within rounding. */
export interface Trainer {
  readonly road: Road;
  /** Learns from the rows of `order` once, and gives the mean of the batches' losses; as soon as one is not finite, that. */
  learn(pass: EpochPass): Promise<number>;
  /** The mean loss over the validation rows, with nothing learnt or dropped; undefined without such rows. */
  validate(): Promise<number | undefined>;
  /** Copies what was learnt so far into arrays. */
  copyTo(learned: Learned): void;
  /** Goes on from other numbers. */
  restore(learned: Learned): void;
  /** Frees everything it holds outside JavaScript. */
  dispose(): void;
}

/** One pass over the training rows. */
export interface EpochPass {
  /** From 1 on. */
  readonly epoch: number;
  readonly order: Uint32Array;
  /** Steps before this epoch. */
  readonly stepsBefore: number;
  /** The learning rate at a batch of this epoch, which count from 0. */
  rate(batch: number): number;
}

/** What a trainer is made for. */
export interface TrainingJob {
  readonly tf: TensorFlow;
  readonly network: Network;
  readonly loss: Loss;
  readonly train: BatchReader;
  readonly validation?: BatchReader;
  /** At most the number of rows. */
  readonly batchSize: number;
  readonly options: TrainingOptions;
  readonly context: Pick<FitContext, 'seed' | 'label'>;
  readonly layout: WeightLayout;
  readonly stateLayout: BlockLayout;
  readonly start: Learned;
  /** Await it often: it lets others have their turn, and throws when the work was aborted. */
  readonly breathe: () => Promise<void> | undefined;
  /** Throws the reason when the work was aborted. */
  readonly throwIfAborted: () => void;
}
