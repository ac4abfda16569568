import { helpTeam } from '../../compute/team.js';
import type { WorkerPort } from '../../compute/worker-thread.js';
import { arraysOf } from './boost-arrays.js';
import type { CrewMessage } from './boost-setup.js';
import { BoostTasks } from './boost-tasks.js';
import { PlanTasks } from './plan-in-team.js';

/** A helper thread of one training, run by `startWorker`: does what it is told, until the training is over. */
export function serve(_: unknown, port: WorkerPort): void {
  port.on('message', (told) => {
    const message = told as CrewMessage;
    if ('plan' in message) {
      helpTeam(message.plan.control, new PlanTasks(message.plan));
      return;
    }
    const { boost, packing } = message;
    helpTeam(arraysOf(boost).control, new BoostTasks(boost, packing));
    port.close();
  });
}
