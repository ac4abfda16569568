import type { Task } from '../../contracts/task.js';

/** Whether answers can be explained column by column. */
export function canExplain({ kind }: Task): boolean {
  return kind !== 'forecast';
}

/** Whether each row has an answer of its own, so that lines can be answered one after another. */
export function canStream({ kind }: Task): boolean {
  return kind !== 'forecast';
}

/** An output beside others: its name, and what its values are. */
export interface NamedOutput {
  readonly name: string;
  readonly type: 'number' | 'text' | 'boolean';
  /** Values of a row, where it is not one. */
  readonly width?: number;
}

/** The outputs of a model by their names, as the protocols of other servers list them. */
export function outputsOf(task: Task): readonly NamedOutput[] {
  if (hasClasses(task)) {
    return [
      { name: 'label', type: 'text' },
      { name: 'probabilities', type: 'number', width: task.classes.length },
    ];
  }
  if (task.kind === 'anomaly') {
    return [
      { name: 'score', type: 'number' },
      { name: 'flagged', type: 'boolean' },
    ];
  }
  if (task.kind === 'regression') return [{ name: 'value', type: 'number' }];
  const { series, targets = [] } = task.forecast ?? {};
  const texts = [
    ...(series === undefined ? [] : ['series']),
    ...(targets.length > 1 ? ['target'] : []),
    'time',
  ];
  return [
    ...texts.map((name): NamedOutput => ({ name, type: 'text' })),
    ...['forecast', 'low', 'high'].map((name): NamedOutput => ({ name, type: 'number' })),
  ];
}

/** Whether the answers are classes with probabilities. */
export function hasClasses({ kind }: Task): boolean {
  return kind === 'binary' || kind === 'multiclass';
}
