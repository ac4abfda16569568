import type { Project } from '../../project/project.js';

/**
 * How many minutes learning may take by the budget of the project: those it names, or what its money buys at the price of the
 * target that trains; null without a budget. A rule of the project sees to it that money has a price.
 */
export function minutesToLearn({ train, compute, targets, cost }: Project): number | null {
  const { minutes, usd } = train.budget ?? {};
  const price = targets[compute.target]?.price ?? cost.price;
  const bought =
    usd === undefined || price === undefined || price.usd_per_hour === 0
      ? Infinity
      : (usd / price.usd_per_hour) * 60;
  const least = Math.min(minutes ?? Infinity, bought);
  return least === Infinity ? null : least;
}
