import type { Tasks } from '../../../../src/learning/compute/team.js';

/** Shared memory of a team whose tasks are counted. */
export interface Counted {
  readonly control: Int32Array;
  /** How often each task was done. */
  readonly done: Int32Array;
  /** How many tasks the caller did, and how many its helpers. */
  readonly by: Int32Array;
}

export function countingTasks({ done, by }: Counted, who: number): Tasks {
  return {
    run(_, task) {
      // Long enough for another thread to get its share.
      for (let turn = 0; turn < 2000; turn++) Atomics.load(by, 0);
      Atomics.add(done, task, 1);
      Atomics.add(by, who, 1);
    },
  };
}
