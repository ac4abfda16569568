export type TaskKind = 'binary' | 'multiclass' | 'regression';

/** What is to be learnt: known once the target's values have been seen. */
export interface Task {
  readonly kind: TaskKind;
  /** Name of the target column. */
  readonly target: string;
  /** Class labels in index order; for `binary`, [negative, positive]. Empty for regression. */
  readonly classes: readonly string[];
}
