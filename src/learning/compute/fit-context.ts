import type { Emit } from '../../contracts/events.js';
import type { Compute } from './compute.js';

/** Where long training keeps its place. What is saved is whole or absent: the caller writes it atomically. */
export interface Checkpoints {
  readonly everySeconds: number;
  load(): Promise<Uint8Array | undefined>;
  save(bytes: Uint8Array): Promise<void>;
}

/** All that a family may use beside its data. */
export interface FitContext {
  /** The tensor backend, loaded at the first call: a family without gradients never pays for it. */
  compute(): Promise<Compute>;
  readonly seed: number;
  /** Name of the candidate: it starts every random stream's label and stands in every event. */
  readonly label: string;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  readonly checkpoints?: Checkpoints;
  /** Whether the time for learning is used up: what learns in steps then stops, and keeps the best it has. */
  readonly isTimeUp?: () => boolean;
}

/** The losses after one pass over the training rows (or one iteration of a full-batch solver). */
export interface EpochRecord {
  readonly epoch: number;
  readonly loss: number;
  readonly validationLoss?: number;
}
