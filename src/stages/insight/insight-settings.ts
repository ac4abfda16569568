import type { Project } from '../../project/project.js';
import { type LearningSettings, learningSettings } from '../learning-settings.js';
import { secretColumns } from '../secret-columns.js';

/** What is to be found out beside metrics, as the stage sees it. */
export type InsightSettings = {
  readonly importance: 'auto' | boolean;
  readonly dependence: number;
  readonly contributions: number;
  readonly slices: boolean;
  /** What fitting the chosen candidate again has to know, when a learning curve is asked for. */
  readonly learning: LearningSettings | null;
  readonly seed: number;
  /** Columns whose values are shown nowhere. */
  readonly secret: readonly string[];
};

/** Null when nothing is asked for; a forecast has no columns to explain. */
export function insightSettings(project: Project): InsightSettings | null {
  const { evaluate, task, ingest, seed } = project;
  const { importance, dependence, contributions, slices, learning_curve: curve } = evaluate.insight;
  const isNothing = importance === false && !slices && !curve && dependence + contributions === 0;
  if (task.type === 'forecast' || isNothing) return null;
  // Without labels no answer is wrong: nothing can get worse.
  const judged = task.target !== undefined;
  return {
    ...{ importance: judged && importance, dependence, contributions, slices: judged && slices },
    seed,
    learning: curve && judged ? learningSettings(project) : null,
    secret: secretColumns(ingest),
  };
}
