/** Eigenvalues, and eigenvectors as the columns of a row-major matrix. */
export interface Eigen {
  readonly values: Float64Array;
  readonly vectors: Float64Array;
}

/** The eigenvalues and eigenvectors of a symmetric matrix of size × size: cyclic Jacobi rotations (Golub and Van Loan, 8.5). */
export function eigenOf(matrix: Float64Array, size: number): Eigen {
  const a = matrix.slice();
  const vectors = new Float64Array(size * size);
  for (let at = 0; at < size; at++) vectors[at * size + at] = 1;
  for (let sweep = 0; sweep < 50 && offDiagonal(a, size) > 1e-22; sweep++) {
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate(a, vectors, { size, p, q });
    }
  }
  return {
    values: Float64Array.from({ length: size }, (_, at) => a[at * size + at] as number),
    vectors,
  };
}

/** The sum of squares off the diagonal, as a share of that on it. */
function offDiagonal(a: Float64Array, size: number): number {
  let off = 0;
  let on = 0;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const square = (a[row * size + column] as number) ** 2;
      if (row === column) on += square;
      else off += square;
    }
  }
  return on > 0 ? off / on : off;
}

function rotate(
  a: Float64Array,
  vectors: Float64Array,
  { size, p, q }: Readonly<Record<'size' | 'p' | 'q', number>>,
): void {
  const apq = a[p * size + q] as number;
  if (apq === 0) return;
  const theta = ((a[q * size + q] as number) - (a[p * size + p] as number)) / (2 * apq);
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  const turn = (of: Float64Array, first: number, second: number): void => {
    const x = of[first] as number;
    const y = of[second] as number;
    of[first] = c * x - s * y;
    of[second] = s * x + c * y;
  };
  for (let row = 0; row < size; row++) turn(a, row * size + p, row * size + q);
  for (let column = 0; column < size; column++) turn(a, p * size + column, q * size + column);
  for (let row = 0; row < size; row++) turn(vectors, row * size + p, row * size + q);
}
