import type { WorkerPort } from '../../compute/worker-thread.js';
import { arraysOf } from './boost-arrays.js';
import type { BoostSpec } from './boost-layout.js';
import { BoostTasks } from './boost-tasks.js';
import { helpTeam } from './team.js';

/** A helper thread of one training, run by `startWorker`: waits for its `BoostSpec`, and works until the training is over. */
export function serve(_: unknown, port: WorkerPort): void {
  port.on('message', (message) => {
    const spec = message as BoostSpec;
    helpTeam(arraysOf(spec).control, new BoostTasks(spec));
    port.close();
  });
}
