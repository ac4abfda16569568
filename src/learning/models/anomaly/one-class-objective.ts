import type { Matrix } from '../../../contracts/matrix.js';
import type { Objective } from '../parts/lbfgs.js';
import type { FeatureMap } from './fourier-features.js';

/** The corner of the hinge is rounded over this width, so that it has a slope everywhere. */
const rounding = 1e-3;
const mostKept = 32 * 1024 * 1024;

/**
 * `nu·(½‖w‖² − rho) + mean over rows of max(0, rho − w·φ(row))`, the primal of the one-class SVM times nu, of the features
 * and the offset `rho` behind them. Features are kept when they fit into memory, and else computed again.
 */
export function oneClassObjective(
  x: Matrix,
  map: FeatureMap,
  {
    nu,
    features,
    breathe,
  }: {
    readonly nu: number;
    readonly features: number;
    readonly breathe: () => Promise<void> | undefined;
  },
): Objective & { readonly curvature: Float64Array } {
  const kept = x.rows * features <= mostKept ? keptFeatures(x, map, features) : undefined;
  const buffer = new Float64Array(features);
  const featuresOf = (row: number): Float32Array | Float64Array => {
    if (kept !== undefined) return kept.subarray(row * features, (row + 1) * features);
    map(x, row, buffer);
    return buffer;
  };

  async function evaluate(point: Float64Array, gradient: Float64Array): Promise<number> {
    const rho = point[features] as number;
    let squares = 0;
    for (let at = 0; at < features; at++) {
      const weight = point[at] as number;
      squares += weight * weight;
      gradient[at] = nu * weight;
    }
    let slopes = 0;
    let losses = 0;
    for (let row = 0; row < x.rows; row++) {
      if (row % 64 === 0) await breathe();
      const own = featuresOf(row);
      let sum = 0;
      for (let at = 0; at < features; at++) sum += (own[at] as number) * (point[at] as number);
      const short = rho - sum;
      if (short <= 0) continue;
      const slope = Math.min(1, short / rounding) / x.rows;
      losses += short < rounding ? short ** 2 / (2 * rounding) : short - rounding / 2;
      slopes += slope;
      for (let at = 0; at < features; at++) {
        gradient[at] = (gradient[at] as number) - slope * (own[at] as number);
      }
    }
    gradient[features] = slopes - nu;
    return nu * (squares / 2 - rho) + losses / x.rows;
  }

  return { size: features + 1, evaluate, curvature: new Float64Array(features + 1).fill(nu) };
}

function keptFeatures(x: Matrix, map: FeatureMap, features: number): Float32Array {
  const kept = new Float32Array(x.rows * features);
  const own = new Float64Array(features);
  for (let row = 0; row < x.rows; row++) {
    map(x, row, own);
    kept.set(own, row * features);
  }
  return kept;
}
