import type { Matrix } from '../../../contracts/matrix.js';
import { type FeatureBins, isUseful, numberBin } from './bins.js';

/** A column that can tell rows apart, where it stands in the matrix, and its bins. */
export interface TreeFeature {
  readonly column: number;
  readonly bins: FeatureBins;
}

/**
 * Rows as bins, four features in one 32-bit word: feature f of row r is byte f % 4 (the lowest is 0) of
 * `words[floor(f / 4) * rows + r]`. Groups of four lie one after another, so that a pass over the rows for four
 * features reads one stretch of memory, and their histograms stay in the first-level cache.
 */
export interface PackedRows {
  readonly rows: number;
  readonly features: readonly TreeFeature[];
  readonly words: Uint32Array;
}

/** The columns worth looking at, in order. */
export function usefulFeatures(plan: readonly FeatureBins[]): readonly TreeFeature[] {
  return plan.flatMap((bins, column) => (isUseful(bins) ? [{ column, bins }] : []));
}

/** How many words a row takes. */
export function groupsOf(features: readonly TreeFeature[]): number {
  return Math.ceil(features.length / 4);
}

/** Bins of all rows, written into `words` when given: it must have rows × {@link groupsOf} words, all 0. */
export function packRows(
  matrix: Matrix,
  features: readonly TreeFeature[],
  words: Uint32Array = new Uint32Array(matrix.rows * groupsOf(features)),
): PackedRows {
  const { rows } = matrix;
  for (const [at, feature] of features.entries()) {
    const group = words.subarray((at >> 2) * rows, ((at >> 2) + 1) * rows);
    packColumn(matrix, feature, { group, shift: (at & 3) * 8 });
  }
  return { rows, features, words };
}

/** The bin of feature `feature` in row `row`. */
export function packedBin({ words, rows }: PackedRows, feature: number, row: number): number {
  return ((words[(feature >> 2) * rows + row] as number) >>> ((feature & 3) * 8)) & 255;
}

function packColumn(
  { values, columns }: Matrix,
  { column, bins }: TreeFeature,
  { group, shift }: { readonly group: Uint32Array; readonly shift: number },
): void {
  const width = columns.length;
  for (let row = 0, at = column; row < group.length; row++, at += width) {
    const value = values[at] as number;
    if (Number.isNaN(value)) continue;
    const bin = bins.kind === 'number' ? numberBin(bins.cuts, value) : (bins.binOf[value] ?? 0);
    group[row] = (group[row] as number) | (bin << shift);
  }
}
