import { helpTeam } from '../team.js';
import { controlOf, type KernelSpec, KernelTasks } from './kernel-tasks.js';

/** A helper thread of one training, run by `startWorker`: works until it is told to stop. */
export function serve(spec: KernelSpec): void {
  helpTeam(controlOf(spec), new KernelTasks(spec));
}
