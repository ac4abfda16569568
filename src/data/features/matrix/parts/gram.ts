import type { TrainingMatrix } from '../../../../contracts/training-matrix.js';

/** All that least squares need of some rows, over standardised features and targets; a missing value counts as the mean. */
export interface Gram {
  /** Places of the features that numbers can be made of, in the matrix: codes of categories are none. */
  readonly places: readonly number[];
  /** Correlations of these features, row-major. */
  readonly among: Float64Array;
  /** Covariances of each with each output: the number, or 1 and 0 for each class (for two: for the second). */
  readonly withTarget: readonly Float64Array[];
}

/** Sums over the rows. */
export function gramOf(matrix: TrainingMatrix): Gram {
  const { names, isCode, values } = matrix;
  const places = [...names.keys()].filter((place) => isCode[place] !== true);
  const rows = Uint32Array.from({ length: matrix.rows }, (_, row) => row);
  const columns = places.map((place) =>
    standardised(rows, (row) => values[row * names.length + place]),
  );
  const outputs = outputsOf(matrix).map((of) => standardised(rows, of));
  const width = places.length;
  const among = new Float64Array(width * width);
  for (let i = 0; i < width; i++) {
    for (let j = i; j < width; j++) {
      const product = mean(columns[i] as Float64Array, columns[j] as Float64Array);
      among[i * width + j] = product;
      among[j * width + i] = product;
    }
  }
  return {
    places,
    among,
    withTarget: outputs.map((output) =>
      Float64Array.from(columns, (column) => mean(column, output)),
    ),
  };
}

type Numbers = (row: number) => number | undefined;

function outputsOf({ task, y }: TrainingMatrix): readonly Numbers[] {
  if (task.kind === 'regression') return [(row) => y[row]];
  const classes = task.classes.length === 2 ? [1] : [...task.classes.keys()];
  return classes.map((index) => (row: number) => Number(y[row] === index));
}

/** Mean 0 and variance 1 (divisor n); all 0 for a constant. */
function standardised(rows: Uint32Array, of: Numbers): Float64Array {
  const numbers = Float64Array.from(rows, (row) => of(row) ?? Number.NaN);
  let [sum, count] = [0, 0];
  for (const number of numbers) {
    if (Number.isNaN(number)) continue;
    sum += number;
    count++;
  }
  const centre = count === 0 ? 0 : sum / count;
  const moved = numbers.map((number) => (Number.isNaN(number) ? 0 : number - centre));
  const deviation = Math.sqrt(mean(moved, moved));
  return deviation > 1e-12 * Math.max(1, Math.abs(centre))
    ? moved.map((number) => number / deviation)
    : moved.fill(0);
}

function mean(one: Float64Array, other: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < one.length; at++) sum += (one[at] as number) * (other[at] as number);
  return sum / Math.max(1, one.length);
}
