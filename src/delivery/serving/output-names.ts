import type { Task } from '../../contracts/task.js';

/** Whether the answers are classes with probabilities. */
export function hasClasses({ kind }: Task): boolean {
  return kind === 'binary' || kind === 'multiclass';
}
