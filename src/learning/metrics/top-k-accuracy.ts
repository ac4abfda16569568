import { meanScorer, perRow } from './averages.js';
import { toldMetric } from './told-metric.js';

/** Share of the rows whose class is among the k most probable; of equally probable classes the later ones come first. */
export const topKAccuracy = toldMetric(
  {
    name: 'top_k_accuracy',
    title: 'top-2 accuracy',
    tasks: ['multiclass'],
    shownFor: [],
    direction: 'higher',
    range: [0, 1],
  },
  {
    k: { type: 'integer', minimum: 1, default: 2, description: 'How many guesses a row has' },
  },
  ({ k }) => ({
    title: `top-${k} accuracy`,
    scorer: ({ values }, { rows, width, values: given }) =>
      meanScorer(
        perRow(rows, (row) => {
          const truth = values[row] as number;
          const own = given[row * width + truth] as number;
          let before = 0;
          for (let index = 0; index < width; index++) {
            const other = given[row * width + index] as number;
            if (other > own || (other === own && index > truth)) before++;
          }
          return before < k ? 1 : 0;
        }),
      ),
  }),
);
