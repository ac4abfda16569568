import type { Tensor } from '@tensorflow/tfjs-core';
import type { FeatureBlock } from '../../../contracts/matrix.js';
import type { TensorFlow } from '../compute.js';
import { embedding } from './embedding.js';
import type { DrawPlace } from './initial-values.js';
import { chain, type Layer } from './layer.js';

/** Columns of a matrix as a network reads them: numbers as they are, or a vector for each code of a category. */
export interface ColumnRun {
  readonly start: number;
  /** Columns of the matrix. */
  readonly width: number;
  /** The codes there are; a missing code is one more. Absent for numbers. */
  readonly levels?: number;
  /** Numbers that the network gets. */
  readonly outputs: number;
}

/** How `embedColumns` reads a matrix: runs in order, without gaps. */
export function columnRuns(columns: number, blocks: readonly FeatureBlock[]): readonly ColumnRun[] {
  const runs: ColumnRun[] = [];
  let at = 0;
  const numbersUpTo = (end: number) => {
    if (end > at) runs.push({ start: at, width: end - at, outputs: end - at });
    at = end;
  };
  const categories = blocks.filter(({ kind }) => kind === 'category');
  for (const { start, levels = 1 } of [...categories].sort((a, b) => a.start - b.start)) {
    numbersUpTo(start);
    runs.push({ start, width: 1, levels, outputs: vectorWidth(levels) });
    at = start + 1;
  }
  numbersUpTo(columns);
  return runs;
}

/** A rule of thumb of fastai's: 1.6 · levels^0.56, at most 50. */
function vectorWidth(levels: number): number {
  return Math.min(50, Math.max(1, Math.round(1.6 * (levels + 1) ** 0.56)));
}

/** From `[rows, columns]` to numbers and vectors side by side: blocks `START/vectors`. */
export function embedColumns(place: DrawPlace, runs: readonly ColumnRun[]): Layer {
  const parts = runs.map(({ start, levels, outputs }) =>
    levels === undefined
      ? undefined
      : embedding(place, { name: `column-${start}`, levels: levels + 1, width: outputs }),
  );
  return {
    ...chain(...parts.filter((part) => part !== undefined)),
    apply: (tf, x, pass) => {
      const [rows = 0] = x.shape;
      const signals = runs.map(({ start, width, levels }, index) => {
        const columns = tf.slice(x, [0, start], [rows, width]);
        const part = parts[index];
        if (part === undefined || levels === undefined) return columns;
        return part.apply(tf, tf.reshape(present(tf, columns, levels), [rows]), pass);
      });
      return signals.length === 1 ? (signals[0] as Tensor) : tf.concat(signals, 1);
    },
  };
}

/** Codes, with one more for those that are missing. */
function present(tf: TensorFlow, codes: Tensor, levels: number): Tensor {
  return tf.where(tf.isNaN(codes), tf.fill(codes.shape, levels), codes);
}
