import { perRow } from './averages.js';
import { shareScorer } from './forecast-truth.js';
import type { Metric } from './metric.js';

/** The share of truths that lie within their intervals: good when it is near `task.interval`. */
export const coverage: Metric = {
  name: 'coverage',
  title: 'share of truths within their intervals',
  tasks: ['forecast'],
  direction: 'higher',
  range: [0, 1],
  scorer: ({ values }, { rows, low, high }) => {
    if (low === undefined || high === undefined) {
      return () => ({ value: null, reason: 'the forecasts have no intervals' });
    }
    return shareScorer(
      perRow(rows, (row) => {
        const truth = values[row] as number;
        return truth >= (low[row] as number) && truth <= (high[row] as number) ? 1 : 0;
      }),
    );
  },
};
