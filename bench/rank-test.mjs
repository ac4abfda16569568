// The rank test of the benches of tuning.

/** Chance of such ranks if both came from one distribution, two-sided, with ties; and whether the first has the lower values. */
export function mannWhitney(own, other, normalBelow) {
  const all = [...own, ...other].sort((a, b) => a - b);
  const rankOf = (value) => (all.indexOf(value) + all.lastIndexOf(value)) / 2 + 1;
  const [n, m] = [own.length, other.length];
  const u = own.reduce((sum, value) => sum + rankOf(value), 0) - (n * (n + 1)) / 2;
  const ties = [...new Set(all)].reduce((sum, value) => {
    const count = all.lastIndexOf(value) - all.indexOf(value) + 1;
    return sum + count ** 3 - count;
  }, 0);
  const variance = ((n * m) / 12) * (n + m + 1 - ties / ((n + m) * (n + m - 1)));
  if (!(variance > 0)) return { p: 1, isLower: false };
  const z = (Math.abs(u - (n * m) / 2) - 0.5) / Math.sqrt(variance);
  return { p: Math.min(1, 2 * normalBelow(-Math.max(0, z))), isLower: u < (n * m) / 2 };
}

/** The median. */
export function middle(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
