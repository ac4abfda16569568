import type { Project } from '../../project/project.js';
import { secretColumns } from '../secret-columns.js';

/** What is to be found out beside metrics, as the stage sees it. */
export type InsightSettings = {
  readonly importance: 'auto' | boolean;
  readonly dependence: number;
  readonly contributions: number;
  readonly slices: boolean;
  readonly curve: boolean;
  /** Columns whose values are shown nowhere. */
  readonly secret: readonly string[];
};

/** Null when nothing is asked for; a forecast has no columns to explain. */
export function insightSettings({ evaluate, task, ingest }: Project): InsightSettings | null {
  const { importance, dependence, contributions, slices, learning_curve: curve } = evaluate.insight;
  const isNothing = importance === false && !slices && !curve && dependence + contributions === 0;
  if (task.type === 'forecast' || isNothing) return null;
  return {
    ...{ importance, dependence, contributions, slices, curve },
    secret: secretColumns(ingest),
  };
}
