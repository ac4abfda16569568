import { notAllowed } from '../describe-problem.js';
import type { Rule } from './rule.js';

/** An ensemble is made of other candidates, which are none themselves. */
export const ensemblesHaveMembers: Rule = {
  reads: ['train'],
  check: ({ train: { candidates } }, { models }, report) => {
    const isEnsemble = (name: string): boolean => {
      const model = candidates[name]?.model ?? '';
      return models.has(model) && models.get(model).composes === true;
    };
    const able = Object.keys(candidates).filter((name) => !isEnsemble(name));
    for (const [name, { of }] of Object.entries(candidates)) {
      if (!isEnsemble(name)) continue;
      const path = ['train', 'candidates', name, 'of'];
      const members = (Array.isArray(of) ? of : of === undefined ? [] : [of]) as string[];
      if (members.length === 0) {
        report({
          code: 'project/missing-key',
          path: path.slice(0, -1),
          message: `\`${name}\` does not say which candidates it is made of`,
          hints: [`Add \`of: [${able.join(', ')}]\``],
        });
      }
      for (const member of members) {
        if (able.includes(member)) continue;
        if (isEnsemble(member)) {
          report({
            code: 'project/contradiction',
            path,
            message: `\`${member}\` is an ensemble, and cannot be part of another`,
            hints: [`Use candidates under \`train.candidates\`: ${able.join(', ')}`],
          });
        } else report(notAllowed(path, member, able));
      }
    }
  },
};
