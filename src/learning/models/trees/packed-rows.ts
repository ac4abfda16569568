import type { Matrix } from '../../../contracts/matrix.js';
import { type FeatureBins, isUseful } from './bins.js';
import { ColumnBinner } from './column-binner.js';

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
  const groups = groupsOf(features);
  const packed = { rows, features, words: new Uint32Array(rows * groups) };
  for (let group = 0; group < groups; group++) packGroup(matrix, packed, { group, from: 0 });
  return packed;
}

/** Rows that are packed feature by feature before the next ones, so that they are read from near. */
const blockRows = 512;

/**
 * Writes the bins of the four features of a group for all rows of a matrix into packed rows, from row `from` on. So
 * several matrices can be packed one after another, and groups by several threads.
 */
export function packGroup(
  matrix: Matrix,
  { rows, features, words }: PackedRows,
  { group, from }: { readonly group: number; readonly from: number },
): void {
  const binners = features
    .slice(4 * group, 4 * group + 4)
    .map((feature) => new ColumnBinner(feature, matrix.rows));
  const bins = new Uint8Array(blockRows);
  for (let start = 0; start < matrix.rows; start += blockRows) {
    const end = Math.min(matrix.rows, start + blockRows);
    const into = words.subarray(group * rows + from + start, group * rows + from + end);
    for (const [at, binner] of binners.entries()) {
      binner.fill(matrix, { from: start, to: end }, bins);
      for (let row = 0; row < into.length; row++) {
        const before = at === 0 ? 0 : (into[row] as number);
        into[row] = before | ((bins[row] as number) << (8 * at));
      }
    }
  }
}

/** The bin of feature `feature` in row `row`. */
export function packedBin({ words, rows }: PackedRows, feature: number, row: number): number {
  return ((words[(feature >> 2) * rows + row] as number) >>> ((feature & 3) * 8)) & 255;
}
