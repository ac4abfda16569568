import type { ValuesOf } from '../../../contracts/params.js';
import type { SelectStep } from './matrix-step.js';
import { keepParams, placesOfBest } from './parts/best-scores.js';
import { type Gram, gramOf } from './parts/gram.js';

/**
 * Recursive elimination (Guyon et al. 2002) with least squares over standardised features: again and again, the feature with the
 * least weight is taken out and the rest fitted anew, as scikit-learn's RFE over LinearRegression. Codes of categories are taken out first.
 */
export const elimination: SelectStep<ValuesOf<typeof keepParams>> = {
  name: 'elimination',
  slot: 'select',
  summary: 'takes out, one after another, the feature that a linear model gives the least weight',
  params: keepParams,
  choose(matrix, { keep }) {
    const gram = gramOf(matrix);
    const order = eliminated(gram);
    const scores = matrix.names.map((_, place) => {
      const at = gram.places.indexOf(place);
      return at < 0 ? Number.NaN : order.indexOf(at);
    });
    return placesOfBest(scores, keep);
  },
};

/** So little that no weight changes by it, and enough to tell twins apart from one another. */
const ridge = 1e-9;

/** The features of a Gram matrix in the order in which they are taken out. */
export function eliminated({ places, among, withTarget }: Gram): readonly number[] {
  const width = places.length;
  const inverse = inverted(
    among.map((value, at) => (at % (width + 1) === 0 ? value + ridge : value)),
    width,
  );
  const left = new Set(places.keys());
  const order: number[] = [];
  while (left.size > 0) {
    const least = leastOf(left, (j) => weight(inverse, { j, left, width, withTarget }));
    order.push(least);
    left.delete(least);
    takeOut(inverse, least, width);
  }
  return order;
}

function leastOf(left: ReadonlySet<number>, weightOf: (j: number) => number): number {
  let [least, smallest] = [-1, Infinity];
  for (const j of left) {
    const own = weightOf(j);
    // Of equals the later, so that what comes first stays.
    if (own <= smallest) [least, smallest] = [j, own];
  }
  return least;
}

/** The sum over outputs of a feature's squared weight. */
function weight(
  inverse: Float64Array,
  {
    j,
    left,
    width,
    withTarget,
  }: {
    readonly j: number;
    readonly left: ReadonlySet<number>;
    readonly width: number;
    readonly withTarget: Gram['withTarget'];
  },
): number {
  let squares = 0;
  for (const target of withTarget) {
    let own = 0;
    for (const i of left) own += (inverse[j * width + i] as number) * (target[i] as number);
    squares += own * own;
  }
  return squares;
}

/** The inverse of a symmetric matrix without one of its rows and columns, from the inverse with them. */
function takeOut(inverse: Float64Array, j: number, width: number): void {
  const pivot = inverse[j * width + j] as number;
  const row = inverse.slice(j * width, (j + 1) * width);
  for (let a = 0; a < width; a++) {
    const factor = (row[a] as number) / pivot;
    for (let b = 0; b < width; b++) {
      inverse[a * width + b] = (inverse[a * width + b] as number) - factor * (row[b] as number);
    }
  }
}

/** Of a symmetric positive definite matrix, by Gauss and Jordan. */
function inverted(matrix: Float64Array, width: number): Float64Array {
  const work = Float64Array.from(matrix);
  const result = new Float64Array(width * width);
  for (let at = 0; at < width; at++) result[at * width + at] = 1;
  for (let pivot = 0; pivot < width; pivot++) {
    const scale = 1 / (work[pivot * width + pivot] as number);
    for (let k = 0; k < width; k++) {
      work[pivot * width + k] = (work[pivot * width + k] as number) * scale;
      result[pivot * width + k] = (result[pivot * width + k] as number) * scale;
    }
    for (let row = 0; row < width; row++) {
      const factor = work[row * width + pivot] as number;
      if (row === pivot || factor === 0) continue;
      for (let k = 0; k < width; k++) {
        work[row * width + k] =
          (work[row * width + k] as number) - factor * (work[pivot * width + k] as number);
        result[row * width + k] =
          (result[row * width + k] as number) - factor * (result[pivot * width + k] as number);
      }
    }
  }
  return result;
}
