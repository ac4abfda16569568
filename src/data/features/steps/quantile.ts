import { normalQuantile } from '../../../contracts/normal-quantile.js';
import type { Params, ValuesOf } from '../../../contracts/params.js';
import { countBelow, countUpTo, quantileOf } from './parts/quantile.js';
import type { ScaleStep } from './step.js';

const params = {
  distribution: {
    enum: ['normal', 'uniform'],
    default: 'normal',
    description: 'What the values are spread like afterwards; `uniform` from 0 to 1',
  },
  quantiles: {
    type: 'integer',
    default: 256,
    minimum: 2,
    maximum: 10_000,
    description: 'How many points of the training column are kept, at most as many as it has rows',
  },
} as const satisfies Params;

type State = { readonly points: readonly number[]; readonly normal: boolean };

/**
 * The share of training values below, as scikit-learn's QuantileTransformer: linear between the kept quantiles, the middle of
 * a run of equal ones, then uniform or normal (within ±5.2). For numbers of which only the order counts.
 */
export const quantile: ScaleStep<State, ValuesOf<typeof params>> = {
  name: 'quantile',
  slot: 'scale',
  summary: 'the place among the training values, as a normal or uniform number',
  accepts: ['number', 'integer'],
  params,
  async fit(column, { distribution, quantiles }) {
    const sorted = await column.sorted();
    const count = Math.min(quantiles, sorted.length);
    const points = Array.from({ length: count }, (_, at) =>
      quantileOf(sorted, count === 1 ? 0 : at / (count - 1)),
    );
    return { points, normal: distribution === 'normal' };
  },
  scaler({ points, normal }) {
    const known = Float64Array.from(points);
    const isConstant = !((known[0] as number) < (known.at(-1) as number));
    return (values, count) => {
      for (let row = 0; row < count; row++) {
        const value = values[row] as number;
        if (Number.isNaN(value)) continue;
        const place = isConstant ? 0.5 : placeAmong(known, value);
        values[row] = normal ? normalPlace(place) : isConstant ? 0 : place;
      }
    };
  },
};

/** From 0 at the first point to 1 at the last. */
function placeAmong(points: Float64Array, value: number): number {
  const last = points.length - 1;
  if (value <= (points[0] as number)) return 0;
  if (value >= (points[last] as number)) return 1;
  const upTo = countUpTo(points, value);
  const below = countBelow(points, value);
  // On points: the middle of them. Between two: linear.
  if (below < upTo) return (below + upTo - 1) / 2 / last;
  const low = points[below - 1] as number;
  const high = points[below] as number;
  return (below - 1 + (value - low) / (high - low)) / last;
}

const widest = normalQuantile(1e-7 - Number.EPSILON);

function normalPlace(place: number): number {
  if (place <= 0) return widest;
  if (place >= 1) return -widest;
  return Math.min(-widest, Math.max(widest, normalQuantile(place)));
}
