import type { Task } from './task.js';

/** The features of all training rows, with what is to be learnt of them. */
export interface TrainingMatrix {
  readonly rows: number;
  readonly names: readonly string[];
  /** Row-major; NaN where missing, for families that read it. */
  readonly values: Float32Array;
  /** Features whose numbers are names of categories, by place. */
  readonly isCode: readonly boolean[];
  readonly task: Task;
  /** Class indexes, or target values. */
  readonly y: Float64Array;
  readonly seed: number;
}
