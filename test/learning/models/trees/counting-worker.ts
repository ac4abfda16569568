import { helpTeam } from '../../../../src/learning/compute/team.js';
import { type Counted, countingTasks } from './counting.js';

/** A helper that counts how often each task was done, and how many it did itself. */
export function serve(shared: Counted): void {
  helpTeam(shared.control, countingTasks(shared, 1));
}
