import type { Task } from '../../../contracts/task.js';
import type { LossName } from '../../compute/network.js';

/** What a model of logits makes small. Throws for a task whose families have losses of their own. */
export function lossOfTask({ kind }: Pick<Task, 'kind'>): LossName {
  if (kind === 'anomaly' || kind === 'forecast') throw new Error(`a task of ${kind} has no loss`);
  return ({ binary: 'logistic', multiclass: 'softmax', regression: 'squared' } as const)[kind];
}
