import type { ValuesOf } from '../../../contracts/params.js';
import { permutation, randomFor } from '../../../contracts/seeded-random.js';
import type { TrainingMatrix } from '../../../contracts/training-matrix.js';
import { knownOf, type SelectStep } from './matrix-step.js';
import { keepParams, placesOfBest } from './parts/best-scores.js';
import { betweenCodes, betweenNumberAndCode, betweenNumbers } from './parts/information.js';

/**
 * Keeps the features that say most about the target, in whatever form: scikit-learn's mutual_info_classif and _regression.
 * Features of at most 20 values count as codes. Over rows where the feature is known, and over 20,000 drawn rows when there are more.
 */
export const mutualInformation: SelectStep<ValuesOf<typeof keepParams>> = {
  name: 'mutual-information',
  slot: 'select',
  summary: 'keeps the features that say most about the target, in whatever form',
  params: keepParams,
  choose: (matrix, { keep }) => placesOfBest(informationScores(matrix), keep),
};

const mostRows = 20_000;
const mostCodes = 20;

/** Mutual information of each feature with the target, in nats. */
export function informationScores(matrix: TrainingMatrix): readonly number[] {
  const isRead = rowsToRead(matrix);
  return matrix.names.map((name, place) => {
    const known = knownOf(matrix, place);
    const places = [...known.rows.keys()].filter(
      (at) => isRead?.has(known.rows[at] as number) ?? true,
    );
    const x = Float64Array.from(places, (at) => known.numbers[at] as number);
    const y = Float64Array.from(places, (at) => matrix.y[known.rows[at] as number] as number);
    const draw = randomFor(matrix.seed, `features/information/${name}`);
    const isCode = matrix.isCode[place] === true || hasFewValues(x);
    if (matrix.task.kind !== 'regression') {
      return isCode ? betweenCodes(x, y) : betweenNumberAndCode(x, y, draw);
    }
    return isCode ? betweenNumberAndCode(y, x, draw) : betweenNumbers(x, y, draw);
  });
}

function rowsToRead({ rows, seed }: TrainingMatrix): ReadonlySet<number> | undefined {
  if (rows <= mostRows) return undefined;
  return new Set(permutation(rows, randomFor(seed, 'features/information')).subarray(0, mostRows));
}

function hasFewValues(values: Float64Array): boolean {
  const seen = new Set<number>();
  for (const value of values) {
    if (seen.add(value).size > mostCodes) return false;
  }
  return true;
}
