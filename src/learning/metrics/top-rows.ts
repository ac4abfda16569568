import type { Cumulated } from './ranking.js';

/** The weight of positives among the rows that score highest, `wanted` of them by weight; rows on the edge with the same score count in part. */
export function hitsAmongTop({ hits, falseAlarms }: Cumulated, wanted: number): number {
  let [hit, taken] = [0, 0];
  for (let group = 0; group < hits.length; group++) {
    const reached = (hits[group] as number) + (falseAlarms[group] as number);
    if (reached < wanted) {
      [hit, taken] = [hits[group] as number, reached];
      continue;
    }
    const share = (wanted - taken) / (reached - taken);
    return hit + share * ((hits[group] as number) - hit);
  }
  return hit;
}
