import type { Decision } from '../../../contracts/decision.js';
import type { Predictions } from '../../../contracts/model.js';
import { confusionOf, decisions } from '../confusion.js';
import type { MetricOptions, Truth } from '../metric.js';

/** How labels were decided, and what the mistakes cost where that was said. */
export interface Decided {
  /** In words that follow "chosen for". */
  readonly why: string;
  /** Mean cost of a row, and what it would be if the most probable class were taken. */
  readonly cost?: { readonly perRow: number; readonly ofMostProbable: number };
}

/** What a decision costs on some rows, beside what taking the most probable class would. */
export function decidedOn(
  truth: Truth,
  predictions: Predictions,
  { why, costs, threshold }: Decision,
): Decided {
  if (costs === undefined) return { why };
  const classes = truth.task.classes.length;
  const costOf = (options: MetricOptions): number => {
    const decided = decisions(truth, predictions, options);
    const { counts } = confusionOf(truth, decided, truth.weights);
    const total = counts.reduce((sum, count) => sum + count, 0);
    const cost = counts.reduce(
      (sum, count, cell) =>
        sum + count * (costs[Math.floor(cell / classes)]?.[cell % classes] ?? 0),
      0,
    );
    return cost / total;
  };
  const perRow = costOf({ costs, ...(threshold === undefined ? {} : { threshold }) });
  return { why, cost: { perRow, ofMostProbable: costOf({}) } };
}
