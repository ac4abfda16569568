import { meanScorer, perRow } from './averages.js';
import { toldMetric } from './told-metric.js';

/** Mean pinball loss of a quantile: saying too little costs `quantile`, too much 1 − `quantile`, for each unit. */
export const pinball = toldMetric(
  {
    name: 'pinball',
    title: 'mean pinball loss of the median',
    tasks: ['regression', 'forecast'],
    shownFor: [],
    direction: 'lower',
    range: [0, null],
  },
  {
    quantile: {
      type: 'number',
      minimum: 0,
      maximum: 1,
      default: 0.5,
      description: 'The quantile that was to be said',
    },
  },
  ({ quantile }) => ({
    title: `mean pinball loss at ${quantile}`,
    scorer: ({ values }, { rows, values: given }) =>
      meanScorer(
        perRow(rows, (row) => {
          const short = (values[row] as number) - (given[row] as number);
          return short >= 0 ? quantile * short : (quantile - 1) * short;
        }),
      ),
  }),
);
