import { pacer } from '../compute/pacer.js';
import { allRows, NearestRows, nearestNeighbours } from '../neighbours/nearest.js';
import { type Layout, type Points, pointsOf } from '../neighbours/points.js';
import { block, plainResult, sampled, scoresBy, unlabelledRows } from './anomaly/scores.js';
import { defineModel } from './model-family.js';

/** Breunig, Kriegel, Ng & Sander 2000, for rows that were not there in training: scikit-learn's with `novelty=True`. */
export const localOutlierFactor = defineModel({
  name: 'local-outlier-factor',
  summary: 'Finds rows in thinner places than their neighbours: for data of uneven density',
  tasks: ['anomaly'],
  reads: 'scaled',
  params: {
    neighbours: {
      type: 'integer',
      minimum: 1,
      default: 20,
      search: { low: 5, high: 100, log: true },
      description: 'How many neighbours make a neighbourhood',
    },
    max_rows: {
      type: 'integer',
      minimum: 2,
      default: 10000,
      description:
        'Training rows kept, drawn at random when there are more: each answer looks at all of them',
    },
  },

  async fit(data, { neighbours: wanted, max_rows: most }, context) {
    const { rows: x, notes } = sampled(unlabelledRows(data, context), most, context);
    const points = pointsOf(x, asTheyAre(x.columns.length));
    const all = allRows(x.rows);
    const { count, rows, distances } = await nearestNeighbours(
      points,
      { of: all, among: all, count: wanted },
      pacer(context.signal),
    );
    const reach = Float64Array.from(all, (row) => distances[(row + 1) * count - 1] ?? 0);
    const density = Float64Array.from(all, (row) => {
      let sum = 0;
      for (let at = row * count; at < (row + 1) * count; at++) {
        sum += Math.max(distances[at] as number, reach[rows[at] as number] as number);
      }
      return densityOf(sum, count);
    });
    return plainResult(
      {
        family: 'local-outlier-factor',
        task: data.task,
        inputs: x.columns,
        config: { neighbours: count },
        weights: {
          points: { shape: [x.rows, x.columns.length], values: x.values },
          reach: { shape: [x.rows], values: reach },
          density: { shape: [x.rows], values: density },
        },
      },
      notes,
    );
  },

  predictor(model) {
    const layout = asTheyAre(model.inputs.length);
    const count = model.config['neighbours'] as number;
    const reach = block(model, 'reach');
    const density = block(model, 'density');
    const points: Points = pointsOf(
      { rows: reach.length, columns: model.inputs, values: block(model, 'points') as Float32Array },
      layout,
    );
    const among = allRows(points.rows);
    const nearest = new NearestRows(count);
    return scoresBy((matrix, row) => {
      // A single row has no neighbours: nothing is odd.
      if (count === 0) return 1;
      const width = matrix.columns.length;
      const values = matrix.values.subarray(row * width, (row + 1) * width);
      const own = pointsOf({ ...matrix, rows: 1, values }, layout);
      nearest.search({ points, among }, { points: own, row: 0, isThere: false });
      let reached = 0;
      let dense = 0;
      for (let at = 0; at < count; at++) {
        const other = nearest.rows[at] as number;
        reached += Math.max(Math.sqrt(nearest.squared[at] as number), reach[other] as number);
        dense += density[other] as number;
      }
      return dense / count / densityOf(reached, count);
    });
  },
});

/** As in scikit-learn: never infinite, even among equal rows. */
function densityOf(reached: number, count: number): number {
  return 1 / (reached / Math.max(1, count) + 1e-10);
}

function asTheyAre(width: number): Layout {
  const numbers = Array.from({ length: width }, (_, column) => column);
  return { numbers, factors: numbers.map(() => 1), oneHots: [] };
}
