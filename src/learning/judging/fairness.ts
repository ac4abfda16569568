import type { ClassCounts } from '../metrics/confusion.js';

/** A share of a group's rows, for the positive class. */
interface Rate {
  readonly name: string;
  /** NaN where the group has no rows to take it of. */
  of(counts: GroupCounts): number;
}

/** What became of the rows of a group, by weight. */
export interface GroupCounts extends ClassCounts {
  readonly total: number;
}

const selected: Rate = { name: 'selected', of: ({ predicted, total }) => predicted / total };
const found: Rate = { name: 'true positive rate', of: ({ hits, support }) => hits / support };
const falseAlarms: Rate = {
  name: 'false positive rate',
  of: ({ hits, predicted, support, total }) => (predicted - hits) / (total - support),
};
const precise: Rate = { name: 'precision', of: ({ hits, predicted }) => hits / predicted };

/** Criteria of fairness between groups, each by the rates that have to be alike. */
export const fairnessCriteria = {
  demographic_parity: { title: 'demographic parity', rates: [selected] },
  equalised_odds: { title: 'equalised odds', rates: [found, falseAlarms] },
  equal_opportunity: { title: 'equal opportunity', rates: [found] },
  predictive_parity: { title: 'predictive parity', rates: [precise] },
} as const satisfies Readonly<
  Record<string, { readonly title: string; readonly rates: readonly Rate[] }>
>;
export type FairnessCriterion = keyof typeof fairnessCriteria;

/** How far apart groups are: the rate that differs most, and by how much; the smallest ratio, of any rate. */
export interface Apart {
  readonly difference: number;
  readonly ratio: number;
  /** The rate, and the groups, that the difference, or the ratio, is of. */
  readonly byDifference: Extremes;
  readonly byRatio: Extremes;
}

export interface Extremes {
  readonly rate: string;
  readonly low: { readonly group: number; readonly value: number };
  readonly high: { readonly group: number; readonly value: number };
}

/**
 * The largest difference and the smallest ratio between groups over the rates of a criterion, as Fairlearn defines both. Groups in which
 * a rate is of no rows do not count for it; undefined when none has two groups.
 */
export function apartness(
  criterion: FairnessCriterion,
  groups: readonly GroupCounts[],
): Apart | undefined {
  const extremes = fairnessCriteria[criterion].rates.flatMap((rate): readonly Extremes[] => {
    const values = groups
      .map((counts, group) => ({ group, value: rate.of(counts) }))
      .filter(({ value }) => !Number.isNaN(value))
      .toSorted((a, b) => a.value - b.value);
    const [low, high] = [values[0], values.at(-1)];
    return low === undefined || high === undefined || values.length < 2
      ? []
      : [{ rate: rate.name, low, high }];
  });
  const difference = ({ low, high }: Extremes): number => high.value - low.value;
  // Where nobody has any, all have as many.
  const ratio = ({ low, high }: Extremes): number =>
    high.value === 0 ? 1 : low.value / high.value;
  const byDifference = extremes.toSorted((a, b) => difference(b) - difference(a))[0];
  const byRatio = extremes.toSorted((a, b) => ratio(a) - ratio(b))[0];
  if (byDifference === undefined || byRatio === undefined) return undefined;
  return { difference: difference(byDifference), ratio: ratio(byRatio), byDifference, byRatio };
}
