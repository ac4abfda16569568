import { logDensityAtZero, logNormalBelow } from '../numbers/normal.js';
import type { Process } from './process.js';

/** The logarithm of how much lower than `best` the loss is expected to be, where it is lower (Ament et al. 2023: exact far out). */
export function logImprovement(process: Process, features: Float64Array, best: number): number {
  const { mean, deviation } = process.at(features);
  const z = (best - mean) / deviation;
  const logDensity = logDensityAtZero - 0.5 * z * z;
  const share = z < -1000 ? 1 / (z * z) : 1 + z * Math.exp(logNormalBelow(z) - logDensity);
  return Math.log(deviation) + logDensity + Math.log(Math.max(share, 1e-300));
}
