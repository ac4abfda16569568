/**
 * The inner loops of scripts/network-kernel.as over one memory of float32: addresses and distances are in bytes, counts in
 * numbers. A matrix "in stripes" has eight columns after another, each of them row by row.
 */
export interface NetworkKernel {
  /**
   * C = A · B, or C + A · B with `adds`; sums start from `bias`, where it is not 0. A is read at any distances, B is in
   * stripes of 32 bytes a row. With `rectifies`, what is below 0 becomes 0.
   */
  multiply(
    a: number,
    aRow: number,
    aStep: number,
    b: number,
    bStripe: number,
    c: number,
    cRow: number,
    cStripe: number,
    rows: number,
    depth: number,
    stripes: number,
    bias: number,
    adds: number,
    rectifies: number,
  ): void;
  /** Copies a row-major matrix of whole stripes into stripes. */
  pack(from: number, row: number, to: number, rows: number, stripes: number): void;
  /** Of a matrix in stripes, into stripes. */
  transpose(from: number, to: number, rows: number, columns: number): void;
  sumColumns(
    from: number,
    row: number,
    to: number,
    rows: number,
    stripes: number,
    adds: number,
  ): void;
  rectifySlope(slope: number, value: number, count: number): void;
  /** to += from */
  addTo(to: number, from: number, count: number): void;
  multiplyBy(values: number, factors: number, count: number): void;
  /** In place; the slopes go to `slopes`. */
  tanh(values: number, slopes: number, count: number): void;
  gelu(values: number, slopes: number, count: number): void;
  penalise(gradient: number, weights: number, count: number, l1: number, l2: number): void;
  adam(
    weights: number,
    gradient: number,
    means: number,
    squares: number,
    count: number,
    beta1: number,
    beta2: number,
    step: number,
    correction: number,
    epsilon: number,
  ): void;
}
