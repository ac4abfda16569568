import { normalBelow } from '../numbers/normal.js';

/** Pairs up to which all signs are gone through when some differences are equal or 0. */
const mostWithTies = 13;
/** Pairs up to which all signs are gone through otherwise. */
const most = 50;

/**
 * The chance of differences at least as far above 0 if they were as likely above as below it: Wilcoxon's signed-rank test, one-sided,
 * a difference of 0 counting half to each side (`zsplit`). Exact for few pairs, else by the normal distribution, as scipy does.
 */
export function chanceOfHigher(differences: readonly number[]): number {
  const sizes = differences.map(Math.abs);
  const ranks = sizes.map(
    (size) =>
      (sizes.filter((other) => other < size).length +
        sizes.filter((other) => other <= size).length +
        1) /
      2,
  );
  const above = ranks.reduce((sum, rank, at) => {
    const difference = differences[at] as number;
    return sum + (difference > 0 ? rank : difference === 0 ? rank / 2 : 0);
  }, 0);
  const hasTies = new Set(sizes).size < sizes.length || sizes.includes(0);
  return differences.length <= (hasTies ? mostWithTies : most)
    ? exactly(ranks, sizes, above)
    : nearly(ranks, above);
}

/** By counting over all signs. Ranks are doubled, so that shared ones are whole. */
function exactly(ranks: readonly number[], sizes: readonly number[], above: number): number {
  let counts = new Map<number, number>([[0, 1]]);
  ranks.forEach((rank, at) => {
    const next = new Map<number, number>();
    const parts = sizes[at] === 0 ? [rank, rank] : [0, 2 * rank];
    for (const [sum, count] of counts) {
      for (const part of parts) next.set(sum + part, (next.get(sum + part) ?? 0) + count);
    }
    counts = next;
  });
  let atLeast = 0;
  for (const [sum, count] of counts) if (sum >= 2 * above - 1e-9) atLeast += count;
  return atLeast / 2 ** ranks.length;
}

function nearly(ranks: readonly number[], above: number): number {
  const n = ranks.length;
  const shared = new Map<number, number>();
  for (const rank of ranks) shared.set(rank, (shared.get(rank) ?? 0) + 1);
  const ties = [...shared.values()].reduce((sum, count) => sum + count ** 3 - count, 0);
  const deviation = Math.sqrt((n * (n + 1) * (2 * n + 1) - ties / 2) / 24);
  return normalBelow(((n * (n + 1)) / 4 - above) / deviation);
}
