import type { Codes } from './table-sample.js';

/**
 * Cramér's V of two categories over the rows in which both have a value, corrected for the bias that many
 * categories bring (Bergsma 2013); NaN where one does not vary there.
 */
export function cramersV(a: Codes, b: Codes): number {
  const { cells, rows, columns, n } = contingency(a, b);
  const [r, k] = [filled(rows), filled(columns)];
  if (r < 2 || k < 2 || n < 2) return NaN;
  let sum = 0;
  cells.forEach((count, at) => {
    if (count === 0) return;
    const [row, column] = [Math.floor(at / columns.length), at % columns.length];
    sum += count ** 2 / ((rows[row] as number) * (columns[column] as number));
  });
  const phi = Math.max(0, sum - 1 - ((r - 1) * (k - 1)) / (n - 1));
  const rest = Math.min(r - (r - 1) ** 2 / (n - 1), k - (k - 1) ** 2 / (n - 1)) - 1;
  return rest <= 0 ? NaN : Math.min(1, Math.sqrt(phi / rest));
}

/** Mutual information of two categories in bits, over the rows in which both have a value. */
export function mutualInformation(a: Codes, b: Codes): number {
  const { cells, rows, columns, n } = contingency(a, b);
  let bits = 0;
  cells.forEach((count, at) => {
    if (count === 0) return;
    const [row, column] = [Math.floor(at / columns.length), at % columns.length];
    const expected = ((rows[row] as number) * (columns[column] as number)) / n;
    bits += (count / n) * Math.log2(count / expected);
  });
  return Math.max(0, bits);
}

/** The correlation ratio η: the part of a number's spread that lies between the categories, as a root. */
export function correlationRatio({ codes, values }: Codes, numbers: Float64Array): number {
  const [counts, sums] = [new Float64Array(values.length), new Float64Array(values.length)];
  let [n, sum] = [0, 0];
  const isThere = (row: number): boolean =>
    (codes[row] as number) >= 0 && !Number.isNaN(numbers[row]);
  for (let row = 0; row < codes.length; row++) {
    if (!isThere(row)) continue;
    (counts[codes[row] as number] as number) += 1;
    (sums[codes[row] as number] as number) += numbers[row] as number;
    n++;
    sum += numbers[row] as number;
  }
  const mean = sum / n;
  let [total, between] = [0, 0];
  for (let row = 0; row < codes.length; row++) {
    if (isThere(row)) total += ((numbers[row] as number) - mean) ** 2;
  }
  counts.forEach((count, code) => {
    if (count > 0) between += count * ((sums[code] as number) / count - mean) ** 2;
  });
  if (total === 0 || filled(counts) < 2) return NaN;
  return Math.sqrt(Math.min(1, between / total));
}

interface Contingency {
  readonly cells: Float64Array;
  readonly rows: Float64Array;
  readonly columns: Float64Array;
  readonly n: number;
}

function contingency(a: Codes, b: Codes): Contingency {
  const width = b.values.length;
  const cells = new Float64Array(a.values.length * width);
  const [rows, columns] = [new Float64Array(a.values.length), new Float64Array(width)];
  let n = 0;
  for (let row = 0; row < a.codes.length; row++) {
    const [left, right] = [a.codes[row] as number, b.codes[row] as number];
    if (left < 0 || right < 0) continue;
    (cells[left * width + right] as number) += 1;
    (rows[left] as number) += 1;
    (columns[right] as number) += 1;
    n++;
  }
  return { cells, rows, columns, n };
}

function filled(counts: Float64Array): number {
  return counts.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0);
}
