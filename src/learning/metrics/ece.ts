import { noRows } from './averages.js';
import { calibrationBins } from './calibration-bins.js';
import { decisions } from './confusion.js';
import { toldMetric } from './told-metric.js';

/**
 * Expected calibration error: how far probabilities are from what comes true, over bins of equal width by their number of rows (Naeini and
 * others, 2015). Of the positive class for binary tasks, else of the class predicted.
 */
export const ece = toldMetric(
  {
    name: 'ece',
    title: 'expected calibration error',
    tasks: ['binary', 'multiclass'],
    shownFor: [],
    direction: 'lower',
    range: [0, 1],
  },
  {
    bins: { type: 'integer', minimum: 1, maximum: 1000, default: 10, description: 'How many bins' },
  },
  ({ bins }) => ({
    scorer: (truth, predictions, options) => {
      const decided = decisions(truth, predictions, options);
      return (weights) => {
        const { weight, predicted, observed } = calibrationBins(
          { ...truth, ...(weights && { weights }) },
          predictions,
          { decided, bins },
        );
        const total = weight.reduce((sum, each) => sum + each, 0);
        if (total === 0) return noRows;
        const apart = weight.reduce(
          (sum, _, bin) => sum + Math.abs((predicted[bin] as number) - (observed[bin] as number)),
          0,
        );
        return { value: apart / total };
      };
    },
  }),
);
