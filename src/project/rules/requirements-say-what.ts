import type { Complaint } from '../describe-problem.js';
import type { Requirement } from '../project-schema.js';
import type { Rule } from './rule.js';

/** A requirement names one thing and a bound that can be met. */
export const requirementsSayWhat: Rule = {
  reads: ['requirements'],
  check: ({ requirements }, _catalogue, report) => {
    for (const [index, requirement] of requirements.entries()) {
      const flaw = flawOf(requirement);
      if (flaw !== undefined) report({ ...flaw, path: ['requirements', index] });
    }
  },
};

function flawOf(requirement: Requirement): Omit<Complaint, 'path'> | undefined {
  const { metric, cost_usd: cost } = requirement;
  if ((metric === undefined) === (cost === undefined)) {
    return {
      code: 'project/contradiction',
      message: 'A requirement is about one thing: a `metric` or `cost_usd`',
      hints: ['Write one line for each, such as `- { metric: accuracy, min: 0.8 }`'],
    };
  }
  if (metric !== undefined) return boundFlawOf(metric, requirement);
  if (requirement.min === undefined && requirement.max === undefined) return undefined;
  return {
    code: 'project/contradiction',
    message: 'The bound of a budget stands inside `cost_usd`',
    hints: ['Write it as `- { cost_usd: { max: 2 } }`'],
  };
}

function boundFlawOf(
  metric: string,
  { min, max }: Requirement,
): Omit<Complaint, 'path'> | undefined {
  if (min === undefined && max === undefined) {
    return {
      code: 'project/missing-key',
      message: `The requirement on \`${metric}\` has no bound`,
      hints: ['Add `min:` or `max:`'],
    };
  }
  if (min === undefined || max === undefined || min <= max) return undefined;
  return {
    code: 'project/contradiction',
    message: `No value is at least ${min} and at most ${max}`,
    hints: ['Swap `min` and `max`'],
  };
}
