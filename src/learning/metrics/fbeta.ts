import { averaged, confusionScorer, fbetaOf, positiveOrMacro } from './confusion.js';
import { toldMetric } from './told-metric.js';

/** Precision and recall in one number, recall counting β² times as much: of the positive class, or its mean over classes. */
export const fbeta = toldMetric(
  {
    name: 'fbeta',
    title: 'Fβ',
    tasks: ['binary', 'multiclass', 'anomaly'],
    shownFor: [],
    direction: 'higher',
    range: [0, 1],
  },
  {
    beta: {
      type: 'number',
      exclusiveMinimum: 0,
      default: 2,
      description: 'How much more recall counts than precision; below 1 precision counts more',
    },
    average: {
      enum: ['auto', 'micro', 'macro', 'weighted'],
      default: 'auto',
      description: '`auto`: the positive class, or the mean over several classes',
    },
  },
  ({ beta, average }) => ({
    title: `F${beta}${average === 'auto' ? '' : `, ${average}`}`,
    scorer: confusionScorer((confusion) =>
      average === 'auto'
        ? positiveOrMacro(confusion, (counts) => fbetaOf(counts, beta))
        : averaged(confusion, (counts) => fbetaOf(counts, beta), average),
    ),
  }),
);
