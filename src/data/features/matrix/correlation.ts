import type { Params, ValuesOf } from '../../../contracts/params.js';
import type { TrainingMatrix } from '../../../contracts/training-matrix.js';
import type { SelectStep } from './matrix-step.js';

const params = {
  max_correlation: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 0.95,
    description:
      'Of two features whose Pearson correlation is further from 0 than this, the later is left out',
  },
} as const satisfies Params;

/**
 * Keeps the first of features that say nearly the same: one after another, each is kept unless it goes with one that was kept. A
 * missing value counts as the mean, and codes of categories stay. It takes time with the square of the number of features.
 */
export const correlation: SelectStep<ValuesOf<typeof params>> = {
  name: 'correlation',
  slot: 'select',
  summary: 'of features that go together, keeps the first',
  params,
  choose(matrix, { max_correlation: most }) {
    const kept: number[] = [];
    const seen: Float64Array[] = [];
    for (const place of matrix.names.keys()) {
      if (matrix.isCode[place] === true) {
        kept.push(place);
        continue;
      }
      const own = direction(matrix, place);
      if (seen.some((other) => Math.abs(dot(own, other)) > most)) continue;
      kept.push(place);
      seen.push(own);
    }
    return kept;
  },
};

/** The feature less its mean, of length 1; all 0 when it does not vary. */
function direction({ rows, names, values }: TrainingMatrix, place: number): Float64Array {
  const own = new Float64Array(rows);
  let [sum, known] = [0, 0];
  for (let row = 0; row < rows; row++) {
    const value = values[row * names.length + place] as number;
    own[row] = value;
    if (Number.isNaN(value)) continue;
    sum += value;
    known += 1;
  }
  const mean = known === 0 ? 0 : sum / known;
  for (let row = 0; row < rows; row++) {
    own[row] = Number.isNaN(own[row]) ? 0 : (own[row] as number) - mean;
  }
  const length = Math.sqrt(dot(own, own));
  return length === 0 ? own : own.map((value) => value / length);
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}
