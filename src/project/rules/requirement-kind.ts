import type { Requirement } from '../project-schema.js';

/** What a requirement is about: it names exactly one of these. */
export const subjects = ['metric', 'fairness', 'leaks', 'looks', 'cost_usd'] as const;

/** A form that a line of the contract has. */
export interface RequirementKind {
  /** In words that follow "a requirement of". */
  readonly title: string;
  readonly example: string;
  /** Every key that says something in it. */
  readonly may: readonly string[];
  /** One of each of these must be there. */
  readonly needs: readonly (readonly (keyof Requirement)[])[];
}

const certainty = ['sure', 'interval'];
const slices = ['by', 'bins', 'min_rows'];

const kinds = {
  plain: {
    title: 'a metric',
    example: '{ metric: roc_auc, min: 0.9, sure: 95% }',
    may: ['metric', 'min', 'max', 'on', ...certainty],
    needs: [['min', 'max']],
  },
  versus: {
    title: 'a comparison with another model',
    example: '{ metric: roc_auc, versus: production, max_loss: 0.005, sure: 95% }',
    may: ['metric', 'versus', 'max_loss', 'min_gain', ...certainty],
    needs: [],
  },
  slices: {
    title: 'a metric by slices',
    example: '{ metric: recall, by: sex, min: 0.7 }',
    may: ['metric', 'min', 'max', 'worst', 'max_gap', ...slices, ...certainty],
    needs: [['min', 'max', 'worst', 'max_gap']],
  },
  robustness: {
    title: 'robustness',
    example: '{ robustness: { noise: 0.1 }, metric: roc_auc, max_loss: 0.02 }',
    may: ['metric', 'robustness', 'max_loss', ...certainty],
    needs: [['max_loss']],
  },
  fairness: {
    title: 'fairness',
    example: '{ fairness: equalised_odds, by: sex, max: 0.1 }',
    may: ['fairness', 'max', 'min_ratio', ...slices, ...certainty],
    needs: [['by'], ['max', 'min_ratio']],
  },
  leaks: { title: 'leaks', example: '{ leaks: 0 }', may: ['leaks'], needs: [] },
  looks: { title: 'looks', example: '{ looks: 10 }', may: ['looks'], needs: [] },
  cost: { title: 'costs', example: '{ cost_usd: { max: 2 } }', may: ['cost_usd'], needs: [] },
} as const satisfies Readonly<Record<string, RequirementKind>>;

/** The form of a requirement that names one subject. */
export function requirementKind(requirement: Requirement): RequirementKind {
  if (requirement.cost_usd !== undefined) return kinds.cost;
  if (requirement.looks !== undefined) return kinds.looks;
  if (requirement.leaks !== undefined) return kinds.leaks;
  if (requirement.fairness !== undefined) return kinds.fairness;
  if (requirement.versus !== undefined) return kinds.versus;
  if (requirement.robustness !== undefined) return kinds.robustness;
  return requirement.by === undefined ? kinds.plain : kinds.slices;
}
