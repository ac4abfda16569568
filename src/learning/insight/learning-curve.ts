import { normal, randomFor } from '../../contracts/seeded-random.js';
import { quantilesOf } from '../metrics/evaluation/quantiles.js';

/** A metric of the same candidate, fitted on some of the training rows. */
export interface CurvePoint {
  readonly rows: number;
  readonly score: number;
}

/** How good a model is by how many rows it learnt from, and what more rows would bring. */
export interface LearningCurve {
  readonly metric: string;
  readonly direction: 'higher' | 'lower';
  readonly points: readonly CurvePoint[];
  /** Score at n rows: `limit + scale · n^−power`; absent with fewer than four sizes. */
  readonly law?: PowerLaw;
  /** What twice the rows would change in the metric, with a 95 % interval; above 0 is better. */
  readonly doubled?: { readonly gain: number; readonly low: number; readonly high: number };
}

export interface PowerLaw {
  readonly limit: number;
  readonly scale: number;
  readonly power: number;
}

/** Powers that are tried: errors of learners fall about as n^−0.07 to n^−0.35 (Hestness et al. 2017), and no faster than 1 / n. */
const powers = Array.from({ length: 40 }, (_, at) => 0.05 * 1.08 ** at);
const resamples = 400;

/** 97.5 % quantile of Student's t by degrees of freedom, from 1: few points know little of their noise. */
const students = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];

/**
 * Fits a power law to a learning curve by least squares, and goes on along it to twice the rows. The interval is a parametric
 * bootstrap: curves as the law says, with as much noise as the points have around it. Three numbers are fitted to few
 * points, so the interval is wide where they do not tell more.
 */
export function learningCurve(
  points: readonly CurvePoint[],
  {
    metric,
    direction,
    seed,
  }: { readonly metric: string; readonly direction: 'higher' | 'lower'; readonly seed: number },
): LearningCurve {
  const sorted = [...points].sort((a, b) => a.rows - b.rows);
  const sizes = new Set(sorted.map(({ rows }) => rows)).size;
  if (sizes < 4) return { metric, direction, points: sorted };
  const sign = direction === 'higher' ? 1 : -1;
  const most = Math.max(...sorted.map(({ rows }) => rows));
  const { law, squares } = fitted(sorted, sign);
  const degrees = Math.max(1, sorted.length - 3);
  const wider = (students[degrees - 1] ?? 2.1) / 1.96;
  const noise = wider * Math.sqrt(squares / degrees);
  const gainOf = (each: PowerLaw) => 0 + sign * (scoreAt(each, 2 * most) - scoreAt(each, most));
  const gains = Array.from({ length: resamples }, (_, at) => {
    const random = randomFor(seed, `insight/learning-curve/${at}`);
    const drawn = sorted.map(({ rows }) => ({
      ...{ rows, score: scoreAt(law, rows) + noise * normal(random) },
    }));
    return gainOf(fitted(drawn, sign).law);
  });
  const [low = 0, high = 0] = quantilesOf(Float64Array.from(gains).sort(), [0.025, 0.975]);
  return { metric, direction, points: sorted, law, doubled: { gain: gainOf(law), low, high } };
}

/** The score that a law tells for so many rows. */
export function scoreAt({ limit, scale, power }: PowerLaw, rows: number): number {
  return limit + scale * rows ** -power;
}

/** Least squares for each power; more rows never make it worse, so a scale of the other sign counts as none. */
function fitted(
  points: readonly CurvePoint[],
  sign: 1 | -1,
): { readonly law: PowerLaw; readonly squares: number } {
  const mean = points.reduce((sum, { score }) => sum + score, 0) / points.length;
  const level = { limit: mean, scale: 0, power: 1 };
  let best = { law: level, squares: squaresOf(level, points) };
  for (const power of powers) {
    const xs = points.map(({ rows }) => rows ** -power);
    const middle = xs.reduce((sum, x) => sum + x, 0) / xs.length;
    let [both, own] = [0, 0];
    for (const [at, { score }] of points.entries()) {
      const x = (xs[at] as number) - middle;
      both += x * (score - mean);
      own += x * x;
    }
    const scale = own === 0 ? 0 : both / own;
    if (sign * scale > 0) continue;
    const law = { limit: mean - scale * middle, scale, power };
    const squares = squaresOf(law, points);
    if (squares < best.squares) best = { law, squares };
  }
  return best;
}

function squaresOf(law: PowerLaw, points: readonly CurvePoint[]): number {
  return points.reduce((sum, { rows, score }) => sum + (score - scoreAt(law, rows)) ** 2, 0);
}
