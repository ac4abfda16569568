import type { ColumnStats, Vector } from '../../../src/contracts/batch.js';

/** The facts of a column that lies in memory. */
export function statsOf({ kind, values }: Vector): ColumnStats {
  const known =
    kind === 'number'
      ? Array.from(values).filter((value) => !Number.isNaN(value))
      : values.filter((value) => value !== null);
  const sorted = known.map(Number).sort((a, b) => a - b);
  const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
  const squares = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    rows: values.length,
    missing: values.length - known.length,
    numeric: () =>
      Promise.resolve({
        mean,
        sd: Math.sqrt(squares / sorted.length),
        min: sorted[0] ?? NaN,
        max: sorted.at(-1) ?? NaN,
      }),
    quantile: (fraction) => {
      const place = fraction * (sorted.length - 1);
      const low = sorted[Math.floor(place)] ?? NaN;
      const high = sorted[Math.ceil(place)] ?? NaN;
      return Promise.resolve(low + (place - Math.floor(place)) * (high - low));
    },
    values: (limit) => {
      const counts = new Map<string, number>();
      for (const value of known) counts.set(String(value), (counts.get(String(value)) ?? 0) + 1);
      const counted = [...counts]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
      return Promise.resolve(counted.slice(0, limit));
    },
  };
}

export function numbers(...values: readonly number[]): Vector {
  return { kind: 'number', values: Float64Array.from(values) };
}

export function strings(...values: readonly (string | null)[]): Vector {
  return { kind: 'string', values };
}
