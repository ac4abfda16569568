import type { Emit } from '../../contracts/events.js';
import type { SavedModel } from '../../contracts/model.js';
import type { BackendName, Compute, ComputeNeed } from './compute.js';

/** Where long training keeps its place. What is saved is whole or absent: the caller writes it atomically. */
export interface Checkpoints {
  readonly everySeconds: number;
  load(): Promise<Uint8Array | undefined>;
  save(bytes: Uint8Array): Promise<void>;
}

/** All that a family may use beside its data. */
export interface FitContext {
  /**
   * The tensor backend, loaded at the first call: a family without gradients never pays for it. The first call of a process
   * decides how many threads it has.
   */
  compute(need?: ComputeNeed): Promise<Compute>;
  readonly seed: number;
  /** Name of the candidate: it starts every random stream's label and stands in every event. */
  readonly label: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly checkpoints?: Checkpoints;
  /** A model of the same family and task, over the same features: learning goes on from there. */
  readonly startFrom?: SavedModel;
  /** Whether the time for learning is used up: what learns in steps then stops, and keeps the best it has. */
  readonly isTimeUp?: () => boolean;
}

/** The losses after one pass over the training rows (or one iteration of a full-batch solver). */
export interface EpochRecord {
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss?: number;
}

/** How a network was trained: together with data, options and seed it decides every bit of the weights. */
export interface TrainingRoad {
  readonly name: 'eager' | 'traced' | 'kernel';
  readonly backend: BackendName;
  readonly threads: number;
  /** Why not a faster one; absent when there is none on this backend. */
  readonly reason?: string;
  /** Tensors that an epoch left behind, at most: 0 unless something is wrong. */
  readonly leakedTensors: number;
}
