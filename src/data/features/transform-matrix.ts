import type { FittedFeatures } from './fitted-features.js';
import { matrixSteps } from './matrix/index.js';

/** Makes the final features of rows whose columns were written to `wide`, each `wideWidth` cells. */
export type Finish = (
  wide: Float32Array,
  rows: { readonly count: number; readonly wideWidth: number },
  place: { readonly target: Float32Array; readonly cell: number; readonly stride: number },
) => void;

/** Prepares what follows the columns; undefined when nothing does. */
export function finishOf({ matrix, outputs }: FittedFeatures): Finish | undefined {
  if (matrix === undefined) return undefined;
  const { keep, reduce } = matrix;
  const made = outputs.length - keep.length;
  const write = reduce && matrixSteps.reduce.get(reduce.name).writer(reduce.state);
  const read = new Float32Array(reduce?.reads.length ?? 0);
  return (wide, { count, wideWidth }, { target, cell, stride }) => {
    for (let row = 0; row < count; row++) {
      const from = row * wideWidth;
      const to = cell + row * stride;
      if (reduce !== undefined) {
        for (let at = 0; at < read.length; at++) {
          read[at] = wide[from + (reduce.reads[at] as number)] as number;
        }
        write?.(read, target, to);
      }
      for (let at = 0; at < keep.length; at++) {
        target[to + made + at] = wide[from + (keep[at] as number)] as number;
      }
    }
  };
}
