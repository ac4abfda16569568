import { notAllowed } from '../describe-problem.js';
import type { Rule } from './rule.js';

/** The target of `deploy` exists and can serve; the one of `compute` exists. `local` always does. */
export const deployTargetServes: Rule = {
  reads: ['deploy', 'targets', 'compute'],
  check: ({ deploy, targets, compute }, catalogue, report) => {
    const names = [...new Set(['local', ...Object.keys(targets)])];
    if (!names.includes(compute.target)) {
      report(notAllowed(['compute', 'target'], compute.target, names));
    }
    if (deploy === undefined) return;
    if (!names.includes(deploy.to)) {
      report(notAllowed(['deploy', 'to'], deploy.to, names));
      return;
    }
    const type = targets[deploy.to]?.type ?? 'local';
    if (catalogue.targets.get(type).serves) return;
    const able = [...catalogue.targets].filter(({ serves }) => serves).map(({ name }) => name);
    report({
      code: 'project/contradiction',
      path: ['deploy', 'to'],
      message: `The target \`${deploy.to}\` is of type \`${type}\`, which runs stages but serves no packages`,
      hints: [`Deploy to a target of type: ${able.join(', ')}`],
    });
  },
};
