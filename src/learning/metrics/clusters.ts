/** Which rows belong together: those of one person, household or series are drawn together or not at all. */
export interface Clusters {
  readonly count: number;
  /** The cluster of each row. */
  readonly of: Uint32Array;
}

/** Rows of the same key belong together; a row without one is by itself. */
export function clustersOf(keys: readonly (string | number | null)[]): Clusters {
  const known = new Map<string | number, number>();
  let count = 0;
  const of = Uint32Array.from(keys, (key) => {
    const place = key === null ? undefined : known.get(key);
    if (place !== undefined) return place;
    if (key !== null) known.set(key, count);
    return count++;
  });
  return { count, of };
}
