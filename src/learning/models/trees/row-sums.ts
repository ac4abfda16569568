import type { BoostArrays } from './boost-arrays.js';
import { chunksOf } from './boost-tasks.js';

/** Sums of the gradients at the root, chunk by chunk: the same on any number of threads. */
export function rootSums(
  { chunkSums }: BoostArrays,
  inside: number,
): { gradient: number; hessian: number } {
  const chunks = chunksOf([0, inside, 0, 0]);
  let [gradient, hessian] = [0, 0];
  for (let chunk = 0; chunk < chunks; chunk++) {
    gradient += chunkSums[2 * chunk] as number;
    hessian += chunkSums[2 * chunk + 1] as number;
  }
  return { gradient, hessian };
}

/** Weighted rows in a stretch of `order`. */
export function weightOf({ weights, order }: BoostArrays, from: number, to: number): number {
  if (weights === undefined) return to - from;
  let sum = 0;
  for (let at = from; at < to; at++) sum += weights[order[at] as number] as number;
  return sum;
}
