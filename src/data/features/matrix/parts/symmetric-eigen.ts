/**
 * Eigenvalues of a symmetric matrix, largest first, and for each a row of length 1 that is its eigenvector: cyclic Jacobi rotations
 * (Golub and Van Loan, Matrix Computations, section 8.5). The matrix, row-major, is used up.
 */
export function symmetricEigen(
  matrix: Float64Array,
  size: number,
): { readonly values: Float64Array; readonly vectors: readonly Float64Array[] } {
  const vectors = Array.from({ length: size }, (_, at) => {
    const row = new Float64Array(size);
    row[at] = 1;
    return row;
  });
  const rows = Array.from({ length: size }, (_, at) => matrix.subarray(at * size, (at + 1) * size));
  const total = Math.sqrt(matrix.reduce((sum, value) => sum + value * value, 0));
  for (let sweep = 0; sweep < mostSweeps && offDiagonal(rows) > precision * total; sweep++) {
    for (let p = 0; p < size - 1; p++) {
      for (let q = p + 1; q < size; q++) rotate({ rows, vectors }, p, q);
    }
  }
  const order = [...rows.keys()].sort((a, b) => diagonal(rows, b) - diagonal(rows, a));
  return {
    values: Float64Array.from(order, (at) => diagonal(rows, at)),
    vectors: order.map((at) => vectors[at] as Float64Array),
  };
}

const mostSweeps = 50;
const precision = 1e-13;

function diagonal(rows: readonly Float64Array[], at: number): number {
  return rows[at]?.[at] as number;
}

function offDiagonal(rows: readonly Float64Array[]): number {
  let sum = 0;
  for (const [at, row] of rows.entries()) {
    for (let column = 0; column < at; column++) sum += 2 * (row[column] as number) ** 2;
  }
  return Math.sqrt(sum);
}

/** Makes the cell of row p and column q zero. */
function rotate(
  {
    rows,
    vectors,
  }: { readonly rows: readonly Float64Array[]; readonly vectors: readonly Float64Array[] },
  p: number,
  q: number,
): void {
  const [ofP, ofQ] = [rows[p] as Float64Array, rows[q] as Float64Array];
  const cell = ofP[q] as number;
  if (cell === 0) return;
  const slope = ((ofQ[q] as number) - (ofP[p] as number)) / (2 * cell);
  const tangent = (slope >= 0 ? 1 : -1) / (Math.abs(slope) + Math.sqrt(slope * slope + 1));
  const cosine = 1 / Math.sqrt(tangent * tangent + 1);
  const sine = tangent * cosine;
  turn(ofP, ofQ, { cosine, sine });
  for (const row of rows) {
    const [a, b] = [row[p] as number, row[q] as number];
    row[p] = cosine * a - sine * b;
    row[q] = sine * a + cosine * b;
  }
  turn(vectors[p] as Float64Array, vectors[q] as Float64Array, { cosine, sine });
}

function turn(
  a: Float64Array,
  b: Float64Array,
  { cosine, sine }: { readonly cosine: number; readonly sine: number },
): void {
  for (let at = 0; at < a.length; at++) {
    const [x, y] = [a[at] as number, b[at] as number];
    a[at] = cosine * x - sine * y;
    b[at] = sine * x + cosine * y;
  }
}
