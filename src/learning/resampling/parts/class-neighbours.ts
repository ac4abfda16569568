import type { Params } from '../../../contracts/params.js';
import { MlxError } from '../../../errors/index.js';
import { type Neighbours, nearestNeighbours } from '../../neighbours/nearest.js';
import { layoutOf, type Points, pointsOf } from '../../neighbours/points.js';
import type { ResampleContext } from '../resampler.js';
import type { TrainingRows } from '../training-rows.js';

/** How many neighbours new rows are made from; a method spreads this into its params. */
export const neighbourParams = {
  neighbours: {
    type: 'integer',
    minimum: 1,
    default: 5,
    search: { low: 2, high: 15 },
    description: 'A new row lies between a row and one of so many nearest of its class',
  },
} as const satisfies Params;

/** The rows laid out for distances. */
export function distancePoints({ x }: TrainingRows, { native }: ResampleContext): Points {
  return pointsOf(x, layoutOf(x, native));
}

/** The nearest rows of the same class; fewer, with a note, when the class is small. */
export async function neighboursInClass(
  points: Points,
  request: { readonly of: Uint32Array; readonly among: Uint32Array; readonly label: number },
  { count, context }: { readonly count: number; readonly context: ResampleContext },
): Promise<Neighbours> {
  const { of, among, label } = request;
  const name = context.classes[label] ?? '';
  const there = among.length - 1;
  if (there < 1) throw tooFew(name);
  if (there < count) {
    context.note(
      `class \`${name}\` has ${among.length} training rows: ${there} neighbours instead of ${count}`,
    );
  }
  return nearestNeighbours(points, { of, among, count: Math.min(count, there) }, context.breathe);
}

function tooFew(name: string): MlxError {
  return new MlxError(
    'learning/class-too-small',
    `Class \`${name}\` has a single training row, so there is nothing between it and its neighbours`,
    {
      hints: ['Use `method: random-over` under `train.imbalance`', 'Gather more rows of the class'],
    },
  );
}
