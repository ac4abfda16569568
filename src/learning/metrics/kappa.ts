import { noRows } from './averages.js';
import { classCounts, confusionScorer } from './confusion.js';
import { toldMetric } from './told-metric.js';

/**
 * Cohen's kappa: agreement beyond chance. With weights, classes in order of their indexes are wrong by how far they are
 * apart. Where chance alone agrees fully it has no value.
 */
export const kappa = toldMetric(
  {
    name: 'kappa',
    title: 'Cohen’s kappa',
    tasks: ['binary', 'multiclass'],
    shownFor: [],
    direction: 'higher',
    range: [-1, 1],
  },
  {
    weights: {
      enum: ['none', 'linear', 'quadratic'],
      default: 'none',
      description: 'How wrong a class is: all alike, by its distance, or by the square of it',
    },
  },
  ({ weights }) => {
    const wrong = {
      none: (distance: number) => Number(distance !== 0),
      linear: (distance: number) => distance,
      quadratic: (distance: number) => distance ** 2,
    }[weights as 'none'];
    return {
      scorer: confusionScorer((confusion) => {
        const counts = classCounts(confusion);
        const total = counts.reduce((sum, { support }) => sum + support, 0);
        if (total === 0) return noRows;
        // Classes that nobody saw or said are no step on the scale.
        const seen = counts.flatMap(({ support, predicted }, at) =>
          support + predicted > 0 ? [at] : [],
        );
        let [found, byChance] = [0, 0];
        for (const [row, truth] of seen.entries()) {
          for (const [column, said] of seen.entries()) {
            const cost = wrong(Math.abs(row - column));
            found += cost * (confusion.counts[truth * confusion.classes + said] as number);
            byChance +=
              (cost * (counts[truth]?.support ?? 0) * (counts[said]?.predicted ?? 0)) / total;
          }
        }
        return byChance === 0
          ? { value: null, reason: 'there is one class only, which chance would find as well' }
          : { value: 1 - found / byChance };
      }),
    };
  },
);
