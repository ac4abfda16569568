import { pacer } from '../compute/pacer.js';
import { allRows, nearestNeighbours } from '../neighbours/nearest.js';
import { layoutOf, pointsOf } from '../neighbours/points.js';
import {
  block,
  nearestDistance,
  pickRows,
  plainResult,
  sampled,
  scoresBy,
  unlabelledRows,
} from './anomaly/scores.js';
import { defineModel } from './model-family.js';

/** How far a row is from the nearest core row of DBSCAN (Ester, Kriegel, Sander & Xu 1996). */
export const dbscanDistance = defineModel({
  name: 'dbscan-distance',
  summary: 'Finds rows far from every crowded place: for clumps of any shape',
  tasks: ['anomaly'],
  reads: 'scaled',
  params: {
    radius: {
      type: 'number',
      exclusiveMinimum: 0,
      description: 'How near neighbours are; default: so that nine rows in ten are crowded',
    },
    neighbours: {
      type: 'integer',
      minimum: 1,
      default: 5,
      description: 'A row with so many rows within the radius, itself among them, is crowded',
    },
    max_rows: {
      type: 'integer',
      minimum: 2,
      default: 10000,
      description: 'Training rows looked at, drawn at random when there are more',
    },
  },

  async fit(data, { radius: wanted, neighbours, max_rows: most }, context) {
    const { rows: x, notes } = sampled(unlabelledRows(data, context), most, context);
    const all = allRows(x.rows);
    // The row itself counts as one, as in scikit-learn.
    const near = await nearestNeighbours(
      pointsOf(x, layoutOf(x)),
      { of: all, among: all, count: neighbours - 1 },
      pacer(context.signal),
    );
    const isEnough = near.count === neighbours - 1;
    const far = Float64Array.from(all, (row) =>
      near.count === 0 ? 0 : (near.distances[(row + 1) * near.count - 1] as number),
    );
    const radius = wanted ?? far.toSorted()[Math.floor(0.9 * (x.rows - 1))] ?? 0;
    const core = all.filter((row) => isEnough && (far[row] as number) <= radius);
    // Where nothing is crowded, every row is as good a place as any.
    const kept = core.length === 0 ? x : pickRows(x, core);
    return plainResult(
      {
        family: 'dbscan-distance',
        task: data.task,
        inputs: x.columns,
        config: { radius, neighbours },
        weights: { core: { shape: [kept.rows, x.columns.length], values: kept.values } },
      },
      [
        ...notes,
        core.length === 0
          ? `no row has ${neighbours} rows within ${radius}; distances are from all rows`
          : `${core.length} of ${x.rows} rows are crowded within ${Number(radius.toPrecision(4))}`,
      ],
    );
  },

  predictor: (model) => scoresBy(nearestDistance(block(model, 'core'))),
});
