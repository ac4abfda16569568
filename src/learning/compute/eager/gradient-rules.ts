import type { TrainingOptions } from '../training-options.js';
import type { WeightLayout } from '../weight-layout.js';

/** Adds the gradient of `l1·Σ|w| + l2/2·Σw²` over the regularised weights. */
export function addPenalties(
  gradient: Float32Array,
  weights: Float32Array,
  { l1, l2, layout }: Pick<TrainingOptions, 'l1' | 'l2'> & { readonly layout: WeightLayout },
): void {
  if (l1 === 0 && l2 === 0) return;
  for (const { start, end } of layout.regularised) {
    for (let at = start; at < end; at++) {
      const weight = weights[at] as number;
      gradient[at] = (gradient[at] as number) + l2 * weight + l1 * Math.sign(weight);
    }
  }
}

/** Cuts each slope, then shortens the whole, as the options say. */
export function clipGradient(
  gradient: Float32Array,
  { clipValue, clipNorm }: Pick<TrainingOptions, 'clipValue' | 'clipNorm'>,
): void {
  if (clipValue !== undefined) {
    for (let at = 0; at < gradient.length; at++) {
      gradient[at] = Math.min(clipValue, Math.max(-clipValue, gradient[at] as number));
    }
  }
  if (clipNorm === undefined) return;
  let squares = 0;
  for (const slope of gradient) squares += slope * slope;
  const factor = clipNorm / Math.sqrt(squares);
  if (factor >= 1) return;
  for (let at = 0; at < gradient.length; at++) gradient[at] = (gradient[at] as number) * factor;
}
