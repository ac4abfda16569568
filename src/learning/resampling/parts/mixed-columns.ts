import type { Matrix } from '../../../contracts/matrix.js';
import { isOneHot, type Points, varianceOf } from '../../neighbours/points.js';

/** Which columns are numbers, which are codes, and which runs of columns are one category. */
export interface MixedColumns {
  readonly numbers: readonly number[];
  /** What each number is multiplied by, and what stands for it where it is missing. */
  readonly factors: readonly number[];
  readonly fills: readonly number[];
  /** Columns of numbers of which some are missing: whether one is, is a category too. */
  readonly gaps: readonly number[];
  readonly codes: readonly number[];
  readonly runs: readonly { readonly start: number; readonly width: number }[];
}

/** Sorts the columns of a matrix; with `native` each number is divided by its standard deviation. */
export function mixedColumns(x: Matrix, native: boolean): MixedColumns {
  const blocks = x.blocks ?? [];
  const codes = blocks.filter(({ kind }) => kind === 'category').map(({ start }) => start);
  const runs = blocks.filter((block) => block.kind === 'one-hot' && isOneHot(x, block));
  const taken = new Set([
    ...codes,
    ...runs.flatMap(({ start, width }) => Array.from({ length: width }, (_, at) => start + at)),
  ]);
  const numbers = x.columns.map((_, column) => column).filter((column) => !taken.has(column));
  const facts = numbers.map((column) => {
    const sd = Math.sqrt(varianceOf(x, column));
    return { column, factor: native && sd > 0 ? 1 / sd : 1, ...knownValues(x, column) };
  });
  return {
    numbers,
    factors: facts.map(({ factor }) => factor),
    fills: facts.map(({ mean }) => mean),
    gaps: facts.filter(({ missing }) => missing > 0).map(({ column }) => column),
    codes,
    runs,
  };
}

/** The rows laid out for distances within one class. */
export function mixedPoints(x: Matrix, columns: MixedColumns, ofClass: Uint32Array): Points {
  const { numbers, factors, fills, gaps, codes, runs } = columns;
  const stride = x.columns.length;
  const codeWidth = codes.length + runs.length + gaps.length;
  const points = {
    numbers: new Float64Array(x.rows * numbers.length),
    codes: new Int32Array(x.rows * codeWidth),
  };
  for (let row = 0; row < x.rows; row++) {
    const cells = x.values.subarray(row * stride, (row + 1) * stride);
    for (let at = 0; at < numbers.length; at++) {
      const value = cells[numbers[at] as number] as number;
      const known = Number.isNaN(value) ? (fills[at] as number) : value;
      points.numbers[row * numbers.length + at] = known * (factors[at] as number);
    }
    const own = [
      // A missing category is one of its own.
      ...codes.map((column) => codeOf(cells[column] as number)),
      ...runs.map(({ start, width }) => cells.subarray(start, start + width).indexOf(1)),
      ...gaps.map((column) => (Number.isNaN(cells[column]) ? 1 : 0)),
    ];
    points.codes.set(own, row * codeWidth);
  }
  const laid = { ...points, rows: x.rows, width: numbers.length, codeWidth };
  const far = medianSd(laid.numbers, laid.width, ofClass) ** 2;
  return { ...laid, mismatch: far, mismatchNone: far / 2 };
}

const missingCode = 0x7fffffff;

function codeOf(value: number): number {
  return Number.isNaN(value) ? missingCode : value;
}

function knownValues(
  { rows, columns, values }: Matrix,
  column: number,
): { readonly mean: number; readonly missing: number } {
  let sum = 0;
  let missing = 0;
  for (let row = 0; row < rows; row++) {
    const value = values[row * columns.length + column] as number;
    if (Number.isNaN(value)) missing++;
    else sum += value;
  }
  return { mean: missing === rows ? 0 : sum / (rows - missing), missing };
}

/** The median over the columns of the population standard deviation in some rows; 1 without columns. */
function medianSd(numbers: Float64Array, width: number, rows: Uint32Array): number {
  if (width === 0) return 1;
  const sds = Array.from({ length: width }, (_, column) => {
    let sum = 0;
    for (const row of rows) sum += numbers[row * width + column] as number;
    const mean = sum / rows.length;
    let squares = 0;
    for (const row of rows) squares += ((numbers[row * width + column] as number) - mean) ** 2;
    return Math.sqrt(squares / rows.length);
  }).sort((a, b) => a - b);
  const middle = (width - 1) / 2;
  return ((sds[Math.floor(middle)] as number) + (sds[Math.ceil(middle)] as number)) / 2;
}
