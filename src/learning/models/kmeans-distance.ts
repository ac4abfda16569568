import { randomFor } from '../../contracts/seeded-random.js';
import { pacer } from '../compute/pacer.js';
import { fitCentres } from './anomaly/k-means.js';
import { block, nearestDistance, plainResult, scoresBy, unlabelledRows } from './anomaly/scores.js';
import { defineModel } from './model-family.js';

/** How far a row is from the nearest of some centres. */
export const kmeansDistance = defineModel({
  name: 'kmeans-distance',
  summary: 'Finds rows far from the centres of k-means: fast, for data in round clumps',
  tasks: ['anomaly'],
  reads: 'scaled',
  params: {
    clusters: {
      type: 'integer',
      minimum: 1,
      default: 8,
      search: { low: 2, high: 50, log: true },
      description: 'How many centres',
    },
    starts: {
      type: 'integer',
      minimum: 1,
      default: 3,
      description: 'So often from other centres; the tightest clusters are kept',
    },
    max_iterations: { type: 'integer', minimum: 1, default: 300, description: 'Most rounds' },
  },

  async fit(data, { clusters, starts, max_iterations: rounds }, context) {
    const x = unlabelledRows(data, context);
    const { seed, label, signal } = context;
    const centres = await fitCentres(x, {
      ...{ clusters: Math.min(clusters, x.rows), starts, rounds },
      random: (start) => randomFor(seed, `${label}/start/${start}`),
      breathe: pacer(signal),
    });
    return plainResult({
      family: 'kmeans-distance',
      task: data.task,
      inputs: x.columns,
      config: {},
      weights: {
        centres: { shape: [centres.length / x.columns.length, x.columns.length], values: centres },
      },
    });
  },

  predictor: (model) => scoresBy(nearestDistance(block(model, 'centres'))),
});
