import type { ForecastShape } from './forecast.js';

export type TaskKind = 'binary' | 'multiclass' | 'regression' | 'anomaly' | 'forecast';

/** What is to be learnt: known once the target's values have been seen. */
export interface Task {
  readonly kind: TaskKind;
  /** Name of the target column; of `anomaly` without one, nothing. */
  readonly target: string;
  /**
   * Class labels in index order; for `binary`, [negative, positive]. Empty for regression and forecast. For `anomaly`, [usual, odd] where
   * the data says which rows are odd: only to judge by, never to learn from.
   */
  readonly classes: readonly string[];
  /** Of `forecast`, and of no other kind. */
  readonly forecast?: ForecastShape;
}

/** Whether the data holds what is to be said of rows: not where odd rows are looked for without labels. */
export function isLabelled({ kind, classes }: Pick<Task, 'kind' | 'classes'>): boolean {
  return kind !== 'anomaly' || classes.length > 0;
}
