import type { Matrix } from '../../../contracts/matrix.js';

/** Writes the features of one row. */
export type FeatureMap = (matrix: Matrix, row: number, into: Float64Array) => void;

/** `√(2/D) · cos(ωx + b)`: their products are about `exp(−gamma·‖x − y‖²)` for normal ω of variance 2·gamma. */
export function fourierFeatures({
  frequencies,
  phases,
}: {
  readonly frequencies: Float32Array;
  readonly phases: Float32Array;
}): FeatureMap {
  const count = phases.length;
  const size = Math.sqrt(2 / count);
  return ({ values, columns }, row, into) => {
    const width = columns.length;
    into.set(phases);
    for (let column = 0; column < width; column++) {
      const value = values[row * width + column] as number;
      if (value === 0) continue;
      const from = column * count;
      for (let at = 0; at < count; at++) {
        into[at] = (into[at] as number) + value * (frequencies[from + at] as number);
      }
    }
    for (let at = 0; at < count; at++) into[at] = size * Math.cos(into[at] as number);
  };
}

/** 1 / (columns × variance of all cells), scikit-learn's `gamma="scale"`; 1 / columns when nothing varies. */
export function kernelScale({ values, columns }: Matrix): number {
  let mean = 0;
  for (const value of values) mean += value / values.length;
  let variance = 0;
  for (const value of values) variance += (value - mean) ** 2 / values.length;
  return 1 / (columns.length * (variance > 0 ? variance : 1));
}
