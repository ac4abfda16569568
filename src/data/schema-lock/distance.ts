/**
 * Population stability index of two distributions over the same bins: the sum of (q − p) · ln(q / p). A bin without
 * rows counts as one in ten thousand, as is usual, so that it is finite. Below 0.1 little has changed, above 0.2 much has.
 */
export function stabilityIndex(before: readonly number[], now: readonly number[]): number {
  return before.reduce((sum, share, bin) => {
    const [p, q] = [Math.max(share, least), Math.max(now[bin] ?? 0, least)];
    return sum + (q - p) * Math.log(q / p);
  }, 0);
}

/** Greatest difference of two cumulative distributions over the same bins: Kolmogorov–Smirnov, seen at the edges. */
export function greatestGap(before: readonly number[], now: readonly number[]): number {
  let [gap, difference] = [0, 0];
  for (const [bin, share] of before.entries()) {
    difference += (now[bin] ?? 0) - share;
    gap = Math.max(gap, Math.abs(difference));
  }
  return gap;
}

const least = 0.0001;
