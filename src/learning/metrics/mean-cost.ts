import { noRows } from './averages.js';
import { confusionScorer } from './confusion.js';
import type { MetricOptions } from './metric.js';
import { toldMetric } from './told-metric.js';

/**
 * What a row costs on average, right ones nothing: by the costs that are told, else those of `train.threshold`, else 1 for any mistake. Labels are decided as the
 * model decides them.
 */
export const meanCost = toldMetric(
  {
    name: 'mean_cost',
    title: 'mean cost of a row',
    tasks: ['binary', 'multiclass'],
    shownFor: [],
    direction: 'lower',
    range: [0, null],
  },
  {
    false_positive: {
      type: 'number',
      minimum: 0,
      description: 'What it costs to take a negative for a positive',
    },
    false_negative: {
      type: 'number',
      minimum: 0,
      description: 'What it costs to take a positive for a negative',
    },
  },
  ({ false_positive: falsePositive, false_negative: falseNegative }) => ({
    scorer: (truth, predictions, options) => {
      const told = falsePositive !== undefined || falseNegative !== undefined;
      const costs: MetricOptions['costs'] = told
        ? [
            [0, falsePositive ?? 1],
            [falseNegative ?? 1, 0],
          ]
        : options.costs;
      if (told && truth.task.classes.length !== 2) {
        return () => ({ value: null, reason: 'there are more than two classes' });
      }
      return confusionScorer(({ classes, counts }) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        if (total === 0) return noRows;
        const costOf = (cell: number): number =>
          costs === undefined
            ? Number(Math.floor(cell / classes) !== cell % classes)
            : (costs[Math.floor(cell / classes)]?.[cell % classes] ?? 0);
        return {
          value: counts.reduce((sum, count, cell) => sum + count * costOf(cell), 0) / total,
        };
      })(truth, predictions, options);
    },
  }),
);
