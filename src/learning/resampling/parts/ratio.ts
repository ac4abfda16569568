import type { Params } from '../../../contracts/params.js';

/** How equal the classes are to become; a method spreads this into its params. */
export const ratioParams = {
  ratio: {
    type: 'number',
    exclusiveMinimum: 0,
    maximum: 1,
    default: 1,
    search: { low: 0.1, high: 1 },
    description:
      'Rows of the smallest class to rows of the largest afterwards: 1 makes all classes the same size',
  },
} as const satisfies Params;

/** Row numbers of each class, in order. */
export function rowsByClass(y: Float64Array, classes: number): readonly Uint32Array[] {
  const rows: number[][] = Array.from({ length: classes }, () => []);
  for (const [row, label] of y.entries()) rows[label]?.push(row);
  return rows.map((each) => Uint32Array.from(each));
}

/** How many rows each class lacks to be `ratio` of the largest; a class without rows stays without. */
export function lacking(counts: readonly number[], ratio: number): readonly number[] {
  const largest = Math.max(...counts);
  return counts.map((count) =>
    count === 0 ? 0 : Math.max(0, Math.floor(largest * ratio - count)),
  );
}

/** How many rows of each class are left when the smallest is `ratio` of the largest. */
export function capped(counts: readonly number[], ratio: number): readonly number[] {
  const smallest = Math.min(...counts.filter((count) => count > 0));
  return counts.map((count) => Math.min(count, Math.floor(smallest / ratio)));
}

/** The classes that are not the smallest: what cleaning takes rows from. */
export function notSmallest(counts: readonly number[]): readonly boolean[] {
  const smallest = Math.min(...counts.filter((count) => count > 0));
  const first = counts.indexOf(smallest);
  return counts.map((_, label) => label !== first);
}
