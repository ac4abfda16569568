import type { ColumnType } from '../../contracts/table.js';

/** How a table differs from an earlier one, exact over all rows of both. */
export interface Drift {
  /** Rows before and now. */
  readonly rows: readonly [before: number, now: number];
  /** The columns that both have but for ids, those that moved most first. */
  readonly columns: readonly ColumnDrift[];
  readonly gone: readonly string[];
  readonly added: readonly string[];
}

export interface ColumnDrift {
  readonly name: string;
  readonly types: readonly [before: ColumnType, now: ColumnType];
  /** Shares of rows without a value. */
  readonly missing: readonly [before: number, now: number];
  /**
   * Population stability index, a missing value counted as a value: over tenths of what was before for numbers and
   * times, over values for categories (those in fewer than one in a
   * hundred rows as one), over tenths of lengths for texts. Null when the types cannot be compared.
   */
  readonly psi: number | null;
  /** Kolmogorov–Smirnov: the largest distance of the two distributions, for numbers, times and lengths of texts. */
  readonly ks?: number;
  /** Pearson's χ² of equal shares, for categories, with its degrees of freedom. */
  readonly chi2?: { readonly value: number; readonly degrees: number };
  /** Categories that were not there before, at most five. */
  readonly fresh?: readonly string[];
}

/** Whether a distribution moved: the usual reading of the index, below 0.1 and from 0.25 on. */
export function driftOf({ psi }: Pick<ColumnDrift, 'psi'>): 'stable' | 'moved' | 'far' {
  if (psi === null || psi >= 0.25) return 'far';
  return psi >= 0.1 ? 'moved' : 'stable';
}

/**
 * The population stability index of two lists of counts; shares below one in ten thousand count as that much, so
 * that an empty bin is no infinity.
 */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number {
  const share = (counts: readonly number[], at: number): number => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return Math.max(1e-4, (counts[at] ?? 0) / Math.max(1, total));
  };
  return before.reduce((sum, _, at) => {
    const [a, b] = [share(before, at), share(now, at)];
    return sum + (b - a) * Math.log(b / a);
  }, 0);
}

/** Pearson's χ² of two lists of counts, and its degrees of freedom; what neither has does not count. */
export function chiSquared(
  before: readonly number[],
  now: readonly number[],
): { readonly value: number; readonly degrees: number } {
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0);
  const [a, b] = [sum(before), sum(now)];
  let [value, kinds] = [0, 0];
  before.forEach((count, at) => {
    const both = count + (now[at] ?? 0);
    if (both === 0 || a === 0 || b === 0) return;
    kinds++;
    const [expectedA, expectedB] = [(both * a) / (a + b), (both * b) / (a + b)];
    value += (count - expectedA) ** 2 / expectedA + ((now[at] ?? 0) - expectedB) ** 2 / expectedB;
  });
  return { value, degrees: Math.max(0, kinds - 1) };
}
