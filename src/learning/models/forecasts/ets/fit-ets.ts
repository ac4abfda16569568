import { spread } from '../../../forecasting/scales.js';
import { minimise } from '../../parts/lbfgs.js';
import { etsLoss } from './ets-filter.js';
import { countParams, type EtsForm, type EtsParams } from './ets-form.js';
import { startOf } from './ets-start.js';

export interface FittedEts {
  readonly form: EtsForm;
  readonly params: EtsParams;
  /** Akaike's criterion, corrected for few values (Hurvich & Tsai 1989); infinite where there are too few. */
  readonly aicc: number;
  /** Twice the negative log-likelihood, less constants. */
  readonly loss: number;
}

/** Above this the parts of the first season are those of the decomposition: searched, they would be too many. */
const mostSeasonsSearched = 24;
const iterations = 200;
const unlikely = 1e12;

/**
 * The most likely parameters of a form, smoothing and first states together, by L-BFGS over coordinates in which every point
 * is allowed; the admissible region is R's "usual" one: 0 < β < α, 0 < γ < 1 − α, 0.8 < φ < 0.98.
 */
export async function fitEts(form: EtsForm, values: Float64Array): Promise<FittedEts> {
  const coordinates = coordinatesOf(form, values);
  const lossAt = (point: Float64Array): number => {
    const loss = etsLoss(form, coordinates.paramsAt(point), values);
    return Number.isFinite(loss) ? loss : unlikely;
  };
  const { size } = coordinates;
  const objective = {
    size,
    evaluate: (point: Float64Array, gradient: Float64Array) => {
      const moved = point.slice();
      for (let at = 0; at < size; at++) {
        const here = point[at] as number;
        moved[at] = here + nudge;
        const above = lossAt(moved);
        moved[at] = here - nudge;
        gradient[at] = (above - lossAt(moved)) / (2 * nudge);
        moved[at] = here;
      }
      return Promise.resolve(lossAt(point));
    },
  };
  let best = { point: new Float64Array(size), loss: lossAt(new Float64Array(size)) };
  for (const start of coordinates.starts) {
    const shifted = {
      size,
      evaluate: (point: Float64Array, gradient: Float64Array) =>
        objective.evaluate(
          point.map((value, at) => value + (start[at] as number)),
          gradient,
        ),
    };
    const { point } = await minimise(shifted, {
      maxIterations: iterations,
      tolerance: 1e-4,
      curvature: new Float64Array(size).fill(values.length),
      onIteration: () => undefined,
    });
    const found = point.map((value, at) => value + (start[at] as number));
    const loss = lossAt(found);
    if (loss < best.loss) best = { point: found, loss };
  }
  const count = countParams(form);
  const free = values.length - count - 1;
  const aicc = free <= 0 ? Infinity : best.loss + 2 * count + (2 * count * (count + 1)) / free;
  return { form, params: coordinates.paramsAt(best.point), aicc, loss: best.loss };
}

const nudge = 1e-5;

/** Where searches begin: slow and fast to forget, and all level with hardly a season that changes. */
const beginnings = [
  { alpha: -2, beta: -3, gamma: -3, phi: 3 },
  { alpha: 1, beta: -3, gamma: -3, phi: 3 },
  { alpha: 5, beta: -6, gamma: 0, phi: 3 },
  { alpha: 1, beta: -6, gamma: 3, phi: 0 },
];

interface Coordinates {
  readonly size: number;
  /** Points to search from. */
  readonly starts: readonly Float64Array[];
  paramsAt(point: Float64Array): EtsParams;
}

function coordinatesOf(form: EtsForm, values: Float64Array): Coordinates {
  const start = startOf(form, values);
  const unit = Math.max(spread(values).sd, 1e-9);
  const hasTrend = form.trend !== 'none';
  const hasSeason = form.season !== 'none';
  const searched = hasSeason && form.length <= mostSeasonsSearched ? form.length - 1 : 0;
  const seasonUnit = form.season === 'multiplicative' ? 0.1 : unit * 0.1;
  const names = [
    'alpha',
    ...(hasTrend ? ['beta'] : []),
    ...(hasSeason ? ['gamma'] : []),
    ...(form.trend === 'damped' ? ['phi'] : []),
    'level',
    ...(hasTrend ? ['slope'] : []),
  ];
  const places = new Map(names.map((name, at) => [name, at]));
  const get = (point: Float64Array, name: string): number => point[places.get(name) ?? -1] ?? 0;
  const size = names.length + searched;
  return {
    size,
    starts: beginnings.map((wanted) => {
      const point = new Float64Array(size);
      for (const [name, value] of Object.entries(wanted)) {
        const place = places.get(name);
        if (place !== undefined) point[place] = value;
      }
      return point;
    }),
    paramsAt: (point) => {
      const alpha = between(1e-4, 0.9999, get(point, 'alpha'));
      return {
        alpha,
        beta: hasTrend ? between(1e-4 * alpha, alpha, get(point, 'beta')) : 0,
        gamma: hasSeason ? between(1e-4 * (1 - alpha), 1 - alpha, get(point, 'gamma')) : 0,
        phi: form.trend === 'damped' ? between(0.8, 0.98, get(point, 'phi') + 1) : 1,
        level: start.level + 0.1 * unit * get(point, 'level'),
        slope: hasTrend ? start.slope + 0.01 * unit * get(point, 'slope') : 0,
        seasonal: seasonalAt(start.seasonal, {
          point: point.subarray(names.length),
          seasonUnit,
          searched,
        }),
      };
    },
  };
}

/** All but the last part move freely; the last keeps their sum. */
function seasonalAt(
  start: readonly number[],
  {
    point,
    seasonUnit,
    searched,
  }: { readonly point: Float64Array; readonly seasonUnit: number; readonly searched: number },
): readonly number[] {
  if (searched === 0) return start;
  const moved = start.map(
    (part, at) => part + (at < searched ? seasonUnit * (point[at] as number) : 0),
  );
  const shift = point.reduce((sum, value) => sum + seasonUnit * value, 0);
  return moved.map((part, at) => (at === searched ? part - shift : part));
}

function between(low: number, high: number, value: number): number {
  return low + (high - low) / (1 + Math.exp(-value));
}
