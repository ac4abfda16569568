import type { FeatureProblem, PlannedMatrix } from './feature-plan.js';

interface PlanResult {
  readonly matrix: PlannedMatrix;
  readonly problems: readonly FeatureProblem[];
}

/** What the project says of all columns together. */
export function planMatrix(_declared: Readonly<Record<string, unknown>>): PlanResult {
  return { matrix: { select: [] }, problems: [] };
}
