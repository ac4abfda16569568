import type { StageEvent } from '../contracts/events.js';
import { percentFigure } from '../contracts/figure.js';
import type { SplitResult } from '../data/split-table.js';
import type { Project } from '../project/project.js';

/** From this share on, always naming the largest class looks like a good model. */
const skewed = 0.75;

/**
 * A warning when accuracy is all that a project requires and one class is most of the rows: then a model that has learnt
 * nothing is nearly as accurate as a good one.
 */
export function warningOfAccuracy(
  { task, requirements }: Pick<Project, 'task' | 'requirements'>,
  { classes }: Pick<SplitResult, 'classes'>,
): StageEvent | undefined {
  const wanted = requirements.filter(({ metric }) => metric !== undefined);
  if (task.type !== 'classification' || wanted.length === 0) return undefined;
  if (!wanted.every(({ metric }) => metric === 'accuracy')) return undefined;
  const rows = classes.reduce((sum, { train }) => sum + train, 0);
  const [largest] = classes.toSorted((a, b) => b.train - a.train);
  if (largest === undefined || rows === 0) return undefined;
  const share = largest.train / rows;
  const least = Math.max(...wanted.map(({ min }) => min ?? 0));
  if (share < skewed && share < least) return undefined;
  const reached = least > 0 && share >= least ? `, which meets the required ${least}` : '';
  return {
    type: 'warning',
    text: `Accuracy is all that is required, and \`${largest.value}\` is ${percentFigure(share, 1)} of \`${task.target}\`: a model that always says so has an accuracy of ${share.toFixed(3)}${reached}`,
    hint: 'Require `balanced_accuracy`, `f1` or `roc_auc` as well, which such a model fails',
  };
}
