import { arraysOf } from './boost-arrays.js';
import type { BoostSpec } from './boost-layout.js';
import { BoostTasks } from './boost-tasks.js';
import { helpTeam } from './team.js';

/** A helper thread of one training, run by `startWorker`. Comes back when the training is over. */
export function serve(spec: BoostSpec): void {
  helpTeam(arraysOf(spec).control, new BoostTasks(spec));
}
