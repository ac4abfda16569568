import type { Task } from '../../../contracts/task.js';
import type { LossName } from '../../compute/network.js';

/** What a model of logits makes small. Throws for an anomaly task, which has no answers to miss. */
export function lossOfTask({ kind }: Pick<Task, 'kind'>): LossName {
  if (kind === 'anomaly') throw new Error('an anomaly task has no loss');
  return ({ binary: 'logistic', multiclass: 'softmax', regression: 'squared' } as const)[kind];
}
