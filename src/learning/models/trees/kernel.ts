/* eslint-disable max-params -- the signatures are those of the WebAssembly functions */
/**
 * The inner loops, over one shared memory: every address is in bytes, every position counts from 0 and `to` is excluded.
 * The WebAssembly kernel (scripts/tree-kernel.as) and the plain one give the same bits.
 */
export interface TreeKernel {
  /**
   * Adds the gradient pairs (two float32) at positions from … to − 1 of `pairs` to the bins of the rows at the same
   * positions of `rows`, in the histograms (two float64 a bin) of the four features of a word.
   */
  histogram(
    h0: number,
    h1: number,
    h2: number,
    h3: number,
    words: number,
    rows: number,
    from: number,
    to: number,
    pairs: number,
  ): void;
  /** parent −= child, over `bins` pairs of float64. */
  subtract(parent: number, child: number, bins: number): void;
  /**
   * Sorts the rows at positions from … to − 1 by side: those whose bin (byte `shift` / 8 of their word) has a 1 in the
   * 256 bytes `sides` to the front of the same stretch of `into`, the others from its end backwards. Gives the number
   * of the former.
   */
  divide(
    words: number,
    shift: number,
    sides: number,
    rows: number,
    from: number,
    to: number,
    into: number,
  ): number;
  /**
   * Copies `count` rows from address `from` on, by `step` (4 or −4 bytes), to position `to` of `rows`; unless `pairs` is
   * 0 also each row's gradient pair to the same position of `ordered`.
   */
  place(
    from: number,
    step: number,
    count: number,
    rows: number,
    to: number,
    pairs: number,
    ordered: number,
  ): void;
  /** Fills `bytes` bytes, a multiple of 16, with 0. */
  clear(from: number, bytes: number): void;
  /** Adds `value` to the scores of the rows at positions from … to − 1 of `rows`. */
  add(scores: number, rows: number, from: number, to: number, value: number): void;
  /**
   * Cross-entropy of the scores at positions from … to − 1 with their targets, 0 to 1: gives the weighted sum and writes the
   * gradient pairs. `weights` and `pairs` are 0 where there are none.
   */
  logistic(
    scores: number,
    targets: number,
    weights: number,
    pairs: number,
    from: number,
    to: number,
  ): number;
  /**
   * The best boundary in the histogram of a number where no rules bear on leaf values, as `searchNumber` finds it: gives
   * its bin, 256 more for missing values on the left, −1 when no gain is above `above`; writes gain, left gradient and left
   * hessian to `found`. The plain kernel has none.
   */
  readonly scan?: (
    sums: number,
    bins: number,
    hasMissing: number,
    gradient: number,
    hessian: number,
    least: number,
    l2: number,
    above: number,
    found: number,
  ) => number;
}
