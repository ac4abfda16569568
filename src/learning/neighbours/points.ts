import type { FeatureBlock, Matrix } from '../../contracts/matrix.js';

/**
 * Rows laid out for measuring distances: numbers by their difference, codes by whether they are the same. A one-hot
 * category is one code, which gives the same distances as its many columns in a fraction of the time.
 */
export interface Points {
  readonly rows: number;
  /** rows × width, row-major; the columns that differ most come first, so that far rows are told early. */
  readonly numbers: Float64Array;
  readonly width: number;
  /** rows × codeWidth, row-major; −1 where a row has none of the categories. */
  readonly codes: Int32Array;
  readonly codeWidth: number;
  /** What two codes that differ add to the squared distance, and what one adds where the other row has none. */
  readonly mismatch: number;
  readonly mismatchNone: number;
}

/** How a matrix is laid out. Two matrices laid out alike can be held against each other. */
export interface Layout {
  /** Columns taken as numbers, in the order they are compared, and what each is multiplied by. */
  readonly numbers: readonly number[];
  readonly factors: readonly number[];
  /** One-hot runs taken as one code each. */
  readonly oneHots: readonly Pick<FeatureBlock, 'start' | 'width'>[];
}

/** Lays out a matrix for plain Euclidean distances; with `scaled` each number is divided by its standard deviation. */
export function layoutOf(matrix: Matrix, scaled = false): Layout {
  const oneHots = (matrix.blocks ?? []).filter(
    (block) => block.kind === 'one-hot' && isOneHot(matrix, block),
  );
  const coded = new Set(
    oneHots.flatMap(({ start, width }) => Array.from({ length: width }, (_, at) => start + at)),
  );
  const plain = matrix.columns.map((_, column) => column).filter((column) => !coded.has(column));
  const spread = new Map(plain.map((column) => [column, varianceOf(matrix, column)]));
  const varianceAt = (column: number): number => spread.get(column) ?? 0;
  const numbers = scaled ? plain : plain.toSorted((a, b) => varianceAt(b) - varianceAt(a));
  const factors = numbers.map((column) => {
    const sd = Math.sqrt(varianceAt(column));
    return scaled && sd > 0 ? 1 / sd : 1;
  });
  return { numbers, factors, oneHots };
}

/** The rows of a matrix by a layout. */
export function pointsOf(matrix: Matrix, { numbers, factors, oneHots }: Layout): Points {
  const { rows, values } = matrix;
  const stride = matrix.columns.length;
  const points = {
    rows,
    numbers: new Float64Array(rows * numbers.length),
    width: numbers.length,
    codes: new Int32Array(rows * oneHots.length),
    codeWidth: oneHots.length,
    mismatch: 2,
    mismatchNone: 1,
  };
  for (let row = 0; row < rows; row++) {
    const first = row * stride;
    for (let at = 0; at < numbers.length; at++) {
      points.numbers[row * numbers.length + at] =
        (values[first + (numbers[at] as number)] as number) * (factors[at] as number);
    }
    for (const [at, { start, width }] of oneHots.entries()) {
      const run = values.subarray(first + start, first + start + width);
      points.codes[row * oneHots.length + at] = run.indexOf(1);
    }
  }
  return points;
}

/** Whether every row has a single 1 and else zeros, or zeros only; made rows lie between categories. */
export function isOneHot(
  { rows, columns, values }: Matrix,
  { start, width }: FeatureBlock,
): boolean {
  for (let row = 0; row < rows; row++) {
    const first = row * columns.length + start;
    let ones = 0;
    for (let at = first; at < first + width; at++) {
      if (values[at] === 1) ones++;
      else if (values[at] !== 0) return false;
    }
    if (ones > 1) return false;
  }
  return true;
}

/** Population variance of a column, in two passes; missing values are left out. */
export function varianceOf({ rows, columns, values }: Matrix, column: number): number {
  const stride = columns.length;
  let count = 0;
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row * stride + column] as number;
    if (Number.isNaN(value)) continue;
    count++;
    sum += value;
  }
  const mean = sum / count;
  let squares = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row * stride + column] as number;
    if (!Number.isNaN(value)) squares += (value - mean) ** 2;
  }
  return count === 0 ? 0 : squares / count;
}
