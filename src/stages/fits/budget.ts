import type { Project } from '../../project/project.js';

/** What an hour costs where learning runs; undefined where nobody said. */
export function priceOf({ compute, targets, cost }: Project) {
  return targets[compute.target]?.price ?? cost.price;
}

/** How many minutes learning may take by the budget of the project; null without a budget. */
export function minutesToLearn(project: Project): number | null {
  return minutesOf(project.train.budget, project);
}

/**
 * How many minutes a budget is: those it names, or what its money buys at the price of the target that trains; null without a
 * budget. A rule of the project sees to it that money has a price.
 */
export function minutesOf(
  budget: { readonly minutes?: number; readonly usd?: number } | undefined,
  project: Project,
): number | null {
  const { minutes, usd } = budget ?? {};
  const price = priceOf(project);
  const bought =
    usd === undefined || price === undefined || price.usd_per_hour === 0
      ? Infinity
      : (usd / price.usd_per_hour) * 60;
  const least = Math.min(minutes ?? Infinity, bought);
  return least === Infinity ? null : least;
}
