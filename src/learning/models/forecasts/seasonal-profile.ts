/** The mean of the values from one place to before another, at least of one; before the first value all was as it was. */
export function meanOf(values: Float64Array, from: number, to: number): number {
  const first = Math.max(0, from);
  const end = Math.max(first + 1, to);
  let sum = 0;
  for (let at = first; at < end; at++) sum += values[at] as number;
  return sum / (end - first);
}

/** Seasons whose profile is averaged. */
export const mostSeasons = 3;

/**
 * How far above the level of its season a value so many steps ahead (from 1) has been, on average of the last three seasons that
 * are known; 0 without a season.
 */
export function aboveLevel(
  values: Float64Array,
  {
    known,
    step,
    season,
  }: { readonly known: number; readonly step: number; readonly season: number },
): number {
  if (season === 1) return 0;
  const seasons = Math.max(1, Math.min(mostSeasons, Math.floor(known / season)));
  const aligned = known + step - 1 - season * Math.ceil(step / season);
  let sum = 0;
  for (let back = 0; back < seasons; back++) {
    const end = known - back * season;
    const value = values[Math.max(0, aligned - back * season)] as number;
    sum += value - meanOf(values, end - season, end);
  }
  return sum / seasons;
}
