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

/** Bins of all rows of a matrix. */
export function packRows(matrix: Matrix, features: readonly TreeFeature[]): PackedRows {
  const { rows } = matrix;
  const words = new Uint32Array(rows * groupsOf(features));
  for (let at = 0; at < features.length; at++) {
    packFeature(matrix, { rows, features, words }, { at, from: 0 });
  }
  return { rows, features, words };
}

/**
 * Writes the bins of feature `at` for all rows of a matrix into packed rows, from row `from` on; there they must be 0. So
 * several matrices can be packed one after another, and others can work in between.
 */
export function packFeature(
  { values, columns, rows }: Matrix,
  into: PackedRows,
  { at, from }: { readonly at: number; readonly from: number },
): void {
  const { column, bins } = into.features[at] as TreeFeature;
  const shift = (at & 3) * 8;
  const start = (at >> 2) * into.rows + from;
  const group = into.words.subarray(start, start + rows);
  for (let row = 0, place = column; row < rows; row++, place += columns.length) {
    const value = values[place] as number;
    if (Number.isNaN(value)) continue;
    const bin = bins.kind === 'number' ? numberBin(bins.cuts, value) : (bins.binOf[value] ?? 0);
    group[row] = (group[row] as number) | (bin << shift);
  }
}

/** The bin of feature `feature` in row `row`. */
export function packedBin({ words, rows }: PackedRows, feature: number, row: number): number {
  return ((words[(feature >> 2) * rows + row] as number) >>> ((feature & 3) * 8)) & 255;
}
